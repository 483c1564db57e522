import type { Family } from '@icmp/core'
import type { Request } from './request.js'

export interface Sent {
  bytes: Uint8Array
  /** Milliseconds after the request. */
  after: number
}

/** One way of answering echo requests. */
export interface Lie {
  /** As it stands in the table of `docs/architecture.md`. */
  name: string
  families: readonly Family[]
  /** Milliseconds from the request after which all of it is told, where that matters. */
  spacing?: number
  /** It reaches whoever has a neighbouring identifier, the sender or somebody else. */
  strays?: true
  /** Requests that it takes to tell it. */
  requests: 1 | 2
  /** @param requests of one sender, up to that many: the last one is to be answered */
  answer(requests: readonly Request[]): Sent[]
}

type Tell = (request: Request) => Uint8Array | readonly Uint8Array[]

function packets(told: ReturnType<Tell>): Sent[] {
  return [told].flat().map((bytes) => ({ bytes: bytes as Uint8Array, after: 0 }))
}

/** Answers each request at once, by itself. */
export function lie(name: string, tell: Tell, special: Partial<Lie> = {}): Lie {
  return { name, families: [4, 6], requests: 1, answer: (requests) => packets(tell(requests.at(-1)!)), ...special }
}

/** Answers each second request, with the one before it. */
export function lieToTwo(name: string, tell: (first: Request, second: Request) => readonly Uint8Array[]): Lie {
  return {
    name,
    families: [4, 6],
    requests: 2,
    answer: (requests) => (requests.length < 2 ? [] : packets(tell(requests.at(-2)!, requests.at(-1)!))),
  }
}
