import type { Statistics } from '../statistics.js'
import { formatG } from './percent.js'
import { TIMED_SIZE } from './reply.js'
import { thousandths } from './time.js'

export interface SummaryFacts {
  host: string
  statistics: Statistics
  /** Data bytes of a request. */
  size: number
  /** Requests went out as fast as answers came: then the time between them is worth telling. */
  asFastAsAnswered: boolean
}

/** The last lines. The empty one stays where there is nothing to tell about times. */
export function summary(facts: SummaryFacts): string {
  return `\n--- ${facts.host} ping statistics ---\n${counts(facts.statistics)}\n${times(facts)}\n`
}

function counts(statistics: Statistics): string {
  const { transmitted, received, duplicates, corrupted, errors, duration } = statistics
  const parts = [`${transmitted} packets transmitted`, `${received} received`]
  if (duplicates > 0) parts.push(`+${duplicates} duplicates`)
  if (corrupted > 0) parts.push(`+${corrupted} corrupted`)
  if (errors > 0) parts.push(`+${errors} errors`)
  if (transmitted > 0) {
    parts.push(`${formatG(((transmitted - received) * 100) / transmitted)}% packet loss`)
    parts.push(`time ${Math.round(duration)}ms`)
  }
  return parts.join(', ')
}

function times({ statistics, size, asFastAsAnswered }: SummaryFacts): string {
  const { transmitted, duration, pipe } = statistics
  const parts: string[] = []
  const round = statistics.roundTrips()
  if (round !== undefined && size >= TIMED_SIZE) {
    const { min, avg, max, mdev } = round
    parts.push(`rtt min/avg/max/mdev = ${[min, avg, max, mdev].map(thousandths).join('/')} ms`)
  }
  if (pipe > 1) parts.push(`pipe ${pipe}`)
  if (statistics.received > 0 && asFastAsAnswered && transmitted > 1) {
    const gap = BigInt(Math.trunc((duration * 1000) / (transmitted - 1)))
    const ewma = size >= TIMED_SIZE ? (round?.ewma ?? 0n) : 0n
    parts.push(`ipg/ewma ${thousandths(gap)}/${thousandths(ewma)} ms`)
  }
  return parts.join(', ')
}

/** What SIGQUIT asks for. */
export function status({ statistics, size }: Pick<SummaryFacts, 'statistics' | 'size'>): string {
  const { transmitted, received } = statistics
  const loss = transmitted === 0 ? 0 : Math.trunc(((transmitted - received) * 100) / transmitted)
  const round = size >= TIMED_SIZE ? statistics.roundTrips() : undefined
  const values = round && [round.min, round.avg, round.ewma, round.max].map(thousandths).join('/')
  const rtt = values === undefined ? '' : `, min/avg/ewma/max = ${values} ms`
  return `\r${received}/${transmitted} packets, ${loss}% loss${rtt}\n`
}
