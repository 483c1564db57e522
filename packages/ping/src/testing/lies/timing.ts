/** Lies in how often a reply comes, when, and after what. */
import { type Lie, lie, lieToTwo } from './lie.js'
import { reply } from './packets.js'
import { damaged, fromStranger } from './replies.js'

/** Milliseconds; a probe's timeout has to be shorter. */
const LATE = 1500

export const TIMING: readonly Lie[] = [
  lie('three copies', (request) => [reply(request), reply(request), reply(request)]),
  lieToTwo('swapped order', (first, second) => [reply(second), reply(first)]),
  lie('1.5 s late', (request) => reply(request), {
    spacing: LATE + 500,
    answer: (requests) => [{ bytes: reply(requests.at(-1)!), after: LATE }],
  }),
  lie('a flipped byte, then the reply', (request) => [damaged(request), reply(request)]),
  lie('a wrong source, then the reply', (request) => [fromStranger(request), reply(request)]),
]
