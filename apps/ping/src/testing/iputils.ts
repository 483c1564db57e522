/** What the tests beside iputils' ping have in common. */
import { expect } from 'vitest'
import { noLab } from '../../../../tools/lab/namespaces.mjs'
import { notComparable, type SideBySide, sideBySide } from './side-by-side.js'

/** Why the two can't be compared in a lab here, or undefined. */
export const why: string | undefined = notComparable() ?? noLab()
export const skipped: string = why === undefined ? '' : ` (skipped: ${why})`

export const words = (line: string): string[] => line.split(' ').filter(Boolean)

/** Both say and do the same. */
export async function same(line: string, options: SideBySide = {}): Promise<string> {
  const { ping, ours } = await sideBySide(words(line), options)
  expect(ours).toEqual(ping)
  return ping.stdout
}
