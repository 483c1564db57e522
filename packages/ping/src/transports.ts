import {
  type Availability,
  type Capabilities,
  type Family,
  IcmpError,
  type IcmpErrorCode,
  type Transport,
} from '@icmp/core'
import { dgramTransport } from '@icmp/transport-dgram'
import { rawTransport } from '@icmp/transport-raw'
import type { PingerOptions, TransportStatus } from './types.js'

type TransportName = TransportStatus['name']

/** In the order in which they are tried: what needs no privilege comes first. */
const TRANSPORTS: Record<TransportName, () => Transport> = { dgram: dgramTransport, raw: rawTransport }
const NAMES = Object.keys(TRANSPORTS) as TransportName[]
const FAMILIES: readonly Family[] = [4, 6]

/** Whether it sends from this host's own addresses, as a simulated one does not. */
export function isOfThisHost(transport: Transport): boolean {
  return Object.hasOwn(TRANSPORTS, transport.name)
}

/** What works here, for each transport and family; and why the rest doesn't, with what to do about it. Sends nothing. */
export async function availableTransports(): Promise<TransportStatus[]> {
  const statuses: TransportStatus[] = []
  for (const name of NAMES) {
    const transport = TRANSPORTS[name]()
    for (const family of FAMILIES) {
      const check = await transport.check(family)
      const capabilities = check.ok ? await capabilitiesOf(transport, family) : undefined
      statuses.push({ name, family, ...check, ...(capabilities && { capabilities }) })
    }
  }
  return statuses
}

async function capabilitiesOf(transport: Transport, family: Family): Promise<Capabilities> {
  const nothing = (): void => {}
  const socket = await transport.open(
    { family },
    {
      sent: nothing,
      sendFailed: nothing,
      packet: nothing,
      report: nothing,
      outcome: nothing,
      writable: nothing,
      drained: nothing,
      closed: nothing,
    },
  )
  await socket.close()
  return socket.capabilities
}

/**
 * The transport to use.
 * @throws `ICMP_PERMISSION`, `ICMP_BINARY_MISSING`, … when all fail for that same reason, else `ICMP_NO_TRANSPORT`;
 * `errors` has the reason of each
 */
export async function chooseTransport(choice: PingerOptions['transport'] = 'auto'): Promise<Transport> {
  if (typeof choice === 'object' && choice !== null) return choice
  const names = choice === 'auto' ? NAMES : [choice]
  const errors: IcmpError[] = []
  for (const name of names) {
    const make = Object.hasOwn(TRANSPORTS, name) ? TRANSPORTS[name] : undefined
    if (make === undefined) {
      const message = `There is no transport '${name}': give one of auto, ${NAMES.join(', ')}, or a transport object.`
      throw new IcmpError('ICMP_INVALID_OPTION', message)
    }
    const transport = make()
    const checks = await Promise.all(FAMILIES.map((family) => transport.check(family)))
    if (checks.some((check) => check.ok)) return transport
    errors.push(toError(checks[0]!))
  }
  throw noTransport(errors)
}

function toError(check: Availability): IcmpError {
  if (check.ok) throw new TypeError('a transport that works has no error')
  return new IcmpError(check.code as IcmpErrorCode, check.reason, { remedy: check.remedy })
}

function noTransport(errors: readonly IcmpError[]): IcmpError {
  const codes = new Set(errors.map((error) => error.code))
  // A refused one could be allowed: that is the reason worth telling, whatever else isn't there.
  const code =
    codes.size === 1 ? errors[0]!.code : codes.has('ICMP_PERMISSION') ? 'ICMP_PERMISSION' : 'ICMP_NO_TRANSPORT'
  const messages = [
    ...new Set(
      errors
        .filter((error) => codes.size === 1 || error.code === code || code === 'ICMP_NO_TRANSPORT')
        .map((error) => error.message),
    ),
  ]
  return new IcmpError(code, messages.join(' Or: '), {
    errors,
    remedy: errors
      .map((error) => error.remedy)
      .filter(Boolean)
      .join('\n'),
  })
}
