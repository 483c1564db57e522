import type { Family } from './address.js'
import { extendedEchoReply, extendedEchoRequest } from './extended-echo.js'
import { addressMask } from './icmpv4/address-mask.js'
import { destinationUnreachable4 } from './icmpv4/destination-unreachable.js'
import { echo } from './icmpv4/echo.js'
import { information } from './icmpv4/information.js'
import { parameterProblem4 } from './icmpv4/parameter-problem.js'
import { redirect4 } from './icmpv4/redirect.js'
import { routerAdvertisement4, routerSolicitation4 } from './icmpv4/router-discovery.js'
import { sourceQuench } from './icmpv4/source-quench.js'
import { timeExceeded4 } from './icmpv4/time-exceeded.js'
import { timestamp } from './icmpv4/timestamp.js'
import { traceroute } from './icmpv4/traceroute.js'
import { destinationUnreachable6 } from './icmpv6/destination-unreachable.js'
import {
  homeAgentAddressDiscoveryReply,
  homeAgentAddressDiscoveryRequest,
  mobilePrefixAdvertisement,
  mobilePrefixSolicitation,
} from './icmpv6/mobile.js'
import {
  multicastListenerQuery,
  multicastListenerReport,
  multicastListenerReport2,
} from './icmpv6/multicast-listener.js'
import { multicastRouterAdvertisement, multicastRouterDiscovery } from './icmpv6/multicast-router.js'
import { inverseNeighborDiscovery, neighborAdvertisement, neighborSolicitation } from './icmpv6/neighbor.js'
import { nodeInformation } from './icmpv6/node-information.js'
import { packetTooBig } from './icmpv6/packet-too-big.js'
import { parameterProblem6 } from './icmpv6/parameter-problem.js'
import { redirect6 } from './icmpv6/redirect.js'
import { routerAdvertisement6, routerSolicitation6 } from './icmpv6/router-discovery.js'
import { timeExceeded6 } from './icmpv6/time-exceeded.js'
import type { IcmpMessage, MessageCodec } from './message.js'
import { namedMessages } from './named.js'
import { unknownMessage } from './unknown.js'

/** Every message that has a record. A new one is a file of its own and a line here. */
function codecs(): readonly MessageCodec[] {
  return [
    echo(4),
    destinationUnreachable4,
    sourceQuench,
    redirect4,
    routerAdvertisement4,
    routerSolicitation4,
    timeExceeded4,
    parameterProblem4,
    timestamp,
    information,
    addressMask,
    traceroute,
    extendedEchoRequest(4),
    extendedEchoReply(4),
    echo(6),
    destinationUnreachable6,
    packetTooBig,
    timeExceeded6,
    parameterProblem6,
    multicastListenerQuery,
    multicastListenerReport,
    multicastListenerReport2,
    routerSolicitation6,
    routerAdvertisement6,
    neighborSolicitation,
    neighborAdvertisement,
    redirect6,
    nodeInformation,
    inverseNeighborDiscovery,
    homeAgentAddressDiscoveryRequest,
    homeAgentAddressDiscoveryReply,
    mobilePrefixSolicitation,
    mobilePrefixAdvertisement,
    multicastRouterAdvertisement,
    multicastRouterDiscovery,
    extendedEchoRequest(6),
    extendedEchoReply(6),
    ...namedMessages(),
  ] as unknown as readonly MessageCodec[]
}

function tableOf(family: Family, all: readonly MessageCodec[]): readonly MessageCodec[] {
  const unknown = unknownMessage(family) as unknown as MessageCodec
  // One more than there are types: the last one is of those that are none.
  const table = new Array<MessageCodec>(257).fill(unknown)
  for (const codec of all) if (codec.family === family) for (const type of codec.types) table[type] = codec
  return table
}

function tables(): Record<Family, readonly MessageCodec[]> {
  const all = codecs()
  return { 4: tableOf(4, all), 6: tableOf(6, all) }
}

const UNKNOWN = 256
const TABLES: Record<Family, readonly MessageCodec[]> = /* @__PURE__ */ tables()

/** How messages of that type are read. */
export function codecOfType(family: Family, type: number): MessageCodec {
  return TABLES[family][type] ?? TABLES[family][UNKNOWN]!
}

/** How this message is written: by its kind, as `unknown` may stand for any type. */
export function codecOf(message: IcmpMessage): MessageCodec {
  return message.kind === 'unknown' ? TABLES[message.family][UNKNOWN]! : codecOfType(message.family, message.type)
}

/** A message type, as `messageTypes` lists it. */
export interface MessageType {
  family: Family
  type: number
  kind: string
  title: string
  source: string
  codes: Readonly<Record<number, string>>
}

/** Every type that has a name here, in the order of its number. */
export function messageTypes(): MessageType[] {
  const types: MessageType[] = []
  for (const family of [4, 6] as const) {
    for (let type = 0; type < UNKNOWN; type++) {
      const { kinds, title, source, codes } = TABLES[family][type]!
      const kind = kinds[type]
      if (kind !== undefined) types.push({ family, type, kind, title, source, codes })
    }
  }
  return types
}
