import type { Capabilities } from '@icmp/core'
import type { TransportStatus } from '@icmp/ping'
import Table from 'cli-table3'
import pc from 'picocolors'
import type { Environment } from './environment.js'

const OPTIONS: Readonly<Record<string, string>> = {
  hopLimit: 'TTL',
  trafficClass: 'traffic class',
  source: 'source',
  interface: 'interface',
  dontFragment: "don't fragment",
}

const DROPS: Readonly<Record<Capabilities['drops'], string>> = {
  own: 'counted',
  mixed: 'counted, among those of other programs',
  unknown: 'not counted',
}

/**
 * What each transport can do here, and how to enable the rest. Sends nothing.
 * @returns 0 when one works, else 1
 */
export async function doctor(environment: Environment, json: boolean): Promise<number> {
  const statuses = await environment.availableTransports()
  const first = statuses.find((status) => status.ok)
  if (json) {
    for (const status of statuses) environment.stdout.write(`${JSON.stringify({ event: 'transport', ...status })}\n`)
  } else {
    const colors = pc.createColors(environment.color)
    environment.stdout.write(`${table(statuses, colors)}\n${conclusion(statuses, first?.name)}`)
  }
  return first === undefined ? 1 : 0
}

function table(statuses: readonly TransportStatus[], colors: ReturnType<typeof pc.createColors>): string {
  const rows = new Table({
    head: ['transport', 'family', 'works', 'what it can do, or why it does not work'],
    colWidths: [null, null, null, 64],
    wordWrap: true,
    style: { head: [], border: [] },
  })
  for (const status of statuses) {
    const works = status.ok ? colors.green('yes') : colors.red('no')
    rows.push([status.name, `IPv${status.family}`, works, status.ok ? abilities(status) : reasonOf(status)])
  }
  return rows.toString()
}

function abilities({ capabilities }: TransportStatus): string {
  if (capabilities === undefined) return ''
  const { stamps, perPacket, errors, drops, maxPayload, receiveSlots } = capabilities
  const kernel = stamps.sent === 'kernel' && stamps.received === 'kernel'
  const clock = kernel
    ? 'the kernel'
    : stamps.received === 'api-ms'
      ? 'the system, in whole milliseconds'
      : 'this process'
  return [
    `round trips are measured by ${clock}`,
    `errors come as ${errors}`,
    `per packet: ${perPacket.map((option) => OPTIONS[option] ?? option).join(', ') || 'nothing'}`,
    `data: up to ${maxPayload} bytes`,
    `replies that wait unread: ${receiveSlots}, drops ${DROPS[drops]}`,
  ].join('\n')
}

/** The remedy stands below the table, once for both families. */
function reasonOf({ reason = '', remedy = '' }: TransportStatus): string {
  return reason.replace(remedy, '').trim()
}

function conclusion(statuses: readonly TransportStatus[], first: string | undefined): string {
  const remedies = new Map(statuses.filter(({ ok, remedy }) => !ok && remedy).map(({ remedy, name }) => [remedy, name]))
  const enable = [...remedies].map(([remedy, name]) => `${name}: ${remedy}\n`).join('')
  const used = first === undefined ? 'No transport works here.\n' : `icmp-ping uses ${first}.\n`
  return used + enable
}
