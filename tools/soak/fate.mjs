// What becomes of a request: told by the seed and by which request it is, and by nothing else, so that it can be told again.
import { Random } from './random.mjs'

/** Milliseconds that the load's probes wait for an answer. */
export const TIMEOUT = 400
/**
 * Answers in time come within so many milliseconds, late ones after so many: far from the timeout on both sides, or a
 * machine that is slow for a moment would make it doubtful what is true.
 */
const IN_TIME = 120
const LATE = { least: 700, most: 1100 }

const FATES = {
  answered: 58,
  duplicated: 6,
  lost: 8,
  late: 5,
  // The data come back with one bit changed and a checksum that fits, or with one that doesn't.
  damaged: 4,
  'bad-checksum': 3,
  'damaged-then-good': 3,
  unreachable: 3,
  'time-exceeded': 3,
  'error-then-reply': 3,
  // A whole reply, but of the next sequence, another identifier, or from somebody else.
  misdirected: 4,
}

/** Milliseconds. Half of them at random, so that answers overtake one another. */
function delay(random) {
  return random.chance(0.3) ? 0 : random.chance(0.6) ? random.fraction() * 40 : random.fraction() * IN_TIME
}

/**
 * @returns the answers to a request, the earliest first: what each one is, and after how many milliseconds it comes. `roll`
 * says which bit is changed
 */
export function fateOf(seed, { family, target, task, ordinal }) {
  const random = new Random(seed, family, target, task, ordinal)
  const fate = random.weighted(FATES)
  const after = delay(random)
  const roll = random.below(0x7fff_ffff)
  const answer = (what, at = after) => ({ what, after: at, roll })
  const error = () => (random.chance(0.5) ? 'unreachable' : 'time-exceeded')
  switch (fate) {
    case 'answered':
      return { fate, answers: [answer('reply')] }
    case 'duplicated': {
      const copies = Array.from({ length: random.between(1, 3) }, () => answer('reply', after + random.fraction() * 20))
      return { fate, answers: [answer('reply'), ...copies.toSorted((a, b) => a.after - b.after)] }
    }
    case 'lost':
      return { fate, answers: [] }
    case 'late':
      return { fate, answers: [answer('reply', random.between(LATE.least, LATE.most))] }
    case 'damaged-then-good':
      return { fate, answers: [answer('damaged'), answer('reply', after + random.fraction() * 20)] }
    case 'error-then-reply':
      return { fate, answers: [answer(error()), answer('reply', after + random.fraction() * 20)] }
    case 'misdirected':
      return { fate, answers: [answer(random.pick(['next-sequence', 'other-identifier', 'other-source']))] }
    default:
      return { fate, answers: [answer(fate)] }
  }
}
