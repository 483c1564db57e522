/** Why bytes could not be decoded. */
export interface Problem {
  /** `truncated`: the bytes end before the message does. `malformed`: they contradict themselves. */
  reason: 'truncated' | 'malformed'
  /** Offset in bytes, from the start of what was given to the decoder. */
  at: number
  /** What is wrong there, for a reader. */
  what: string
}

/** What a decoder gives: it never throws, whatever the bytes. */
export type Decoded<T> = { ok: true; value: T } | { ok: false; problem: Problem }

export function decoded<T>(value: T): Decoded<T> {
  return { ok: true, value }
}

export function truncated(at: number, what: string): Decoded<never> {
  return { ok: false, problem: { reason: 'truncated', at, what } }
}

export function malformed(at: number, what: string): Decoded<never> {
  return { ok: false, problem: { reason: 'malformed', at, what } }
}
