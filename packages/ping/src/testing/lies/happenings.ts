/** What our own engine makes of lies: what `ask-liars.mjs` prints, and how the table says it. */
import type { Capabilities, Family } from '@icmp/core'
import { run, script } from '../run.js'
import { addressOf, numberIn } from './addresses.js'
import { LAST } from './liars.js'
import { liesOf, type Numbered } from './lies.js'
import { type Stage, UNPRIVILEGED } from './stage.js'

/** Milliseconds: shorter than the latest lie, and of those that end otherwise as long as a busy machine may take. */
const TIMEOUT = { short: 1400, patient: 20_000 }

export interface Happening {
  type: 'ended' | 'duplicate' | 'late' | 'corrupted' | 'redirect' | 'response' | 'foreign'
  from?: string | undefined
  /** Of whom it was asked, and which request; not of foreign packets. */
  target?: string | undefined
  request?: number | undefined
  /** Of an ending. */
  status?: string | undefined
  matchedBy?: string | undefined
  data?: string | undefined
  code?: number | undefined
  mtu?: number | undefined
  pointer?: number | undefined
  /** Of what came beside. */
  icmpType?: number | undefined
  icmpCode?: number | undefined
}

export interface Told {
  capabilities: Record<Family, Capabilities>
  happened: Happening[]
}

const FAMILIES = [4, 6] as const

/** Asks all liars in a program of its own. @param endsLate which lies are waited for in vain */
export async function askLiars(
  stage: Stage,
  transport: 'raw' | 'dgram',
  endsLate: (family: Family, lie: string) => boolean,
): Promise<Told> {
  const asks = FAMILIES.flatMap((family) =>
    liesOf(family).map(({ number, lie: { name, requests } }) => {
      const timeout = endsLate(family, name) ? TIMEOUT.short : TIMEOUT.patient
      return { target: addressOf(family, 'liar', number), requests, timeout }
    }),
  )
  const last = FAMILIES.map((family) => addressOf(family, 'liar', LAST))
  const as = transport === 'dgram' ? UNPRIVILEGED : undefined
  const command = [process.execPath, script('ask-liars.mjs'), JSON.stringify({ transport, as, asks, last })]
  const { stdout, stderr } = await run(stage.inside(command), { limit: 120_000 })
  if (stderr !== '') throw new Error(stderr)
  return JSON.parse(stdout)
}

/** What has to do with that lie, in the order in which it came. */
export function about({ happened }: Told, family: Family, number: number): Happening[] {
  return happened.filter(({ target, from = '' }) => {
    const address = target ?? from
    return address.includes(':') === (family === 6) && numberIn(address) === number
  })
}

function textOf({ type, status, data, code, mtu, pointer, icmpType, icmpCode }: Happening, family: Family): string {
  const isReply = icmpType === (family === 4 ? 0 : 129)
  if (type !== 'ended') return isReply || icmpType === undefined ? type : `${type} ${icmpType}/${icmpCode}`
  const details = [
    data === 'intact' ? undefined : data,
    code === 0 || status === 'packet-too-big' ? undefined : code && `code ${code}`,
    mtu === undefined ? undefined : `MTU ${mtu}`,
    pointer === undefined ? undefined : `at ${pointer}`,
  ]
  return `**${[status, ...details.filter((detail) => detail !== undefined)].join(' ')}**`
}

/** Endings are bold. Where it took two requests each is named. */
export function cell(happened: readonly Happening[], family: Family, { lie }: Numbered): string {
  const runs: { text: string; count: number }[] = []
  for (const one of happened) {
    const named = lie.requests === 1 || one.request === undefined ? '' : `${one.request}: `
    const text = named + textOf(one, family)
    const run = runs.at(-1)
    if (run?.text === text) run.count++
    else runs.push({ text, count: 1 })
  }
  return runs.map(({ text, count }) => (count === 1 ? text : `${count} × ${text}`)).join(', ')
}
