import type { Family } from '@icmp/core'
import { ERRORS } from './errors.js'
import type { Lie } from './lie.js'
import { REDIRECTS } from './redirects.js'
import { REPLIES } from './replies.js'
import { TIMING } from './timing.js'

/** All of them. A lie's number, which its liar's address ends with, is its place here, counted from 1. */
export const LIES: readonly Lie[] = [...REPLIES, ...TIMING, ...ERRORS, ...REDIRECTS]

export interface Numbered {
  number: number
  lie: Lie
}

export function liesOf(family: Family): Numbered[] {
  return LIES.map((lie, i) => ({ number: i + 1, lie })).filter(({ lie }) => lie.families.includes(family))
}
