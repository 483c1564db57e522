/** The tables of `docs/architecture.md` that say what becomes of each lie. */
import { readFileSync } from 'node:fs'
import type { Family } from '@icmp/core'

export interface Row {
  lie: string
  here: string
  ping: string
  fping: string
}

const DOCUMENT = new URL('../../../../../docs/architecture.md', import.meta.url)

/** The rows of one family's table, from its heading to the next one. */
export function tableOf(family: Family): Row[] {
  const [, after = ''] = readFileSync(DOCUMENT, 'utf8').split(`\n### Lies in IPv${family}\n`)
  const [section = ''] = after.split('\n#')
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) => {
    const [, lie = '', here = '', ping = '', fping = ''] = line.split('|').map((cell) => cell.trim())
    return { lie, here, ping, fping }
  })
}

/** One text where raw and datagram sockets say the same. */
export function ofBoth(raw: string, dgram: string): string {
  return raw === dgram ? raw : `raw: ${raw}<br>dgram: ${dgram}`
}
