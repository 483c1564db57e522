import type { Family } from './address.js'
import { destinationUnreachable4 } from './icmpv4/destination-unreachable.js'
import { echo } from './icmpv4/echo.js'
import { parameterProblem4 } from './icmpv4/parameter-problem.js'
import { redirect4 } from './icmpv4/redirect.js'
import { timeExceeded4 } from './icmpv4/time-exceeded.js'
import { destinationUnreachable6 } from './icmpv6/destination-unreachable.js'
import { packetTooBig } from './icmpv6/packet-too-big.js'
import { parameterProblem6 } from './icmpv6/parameter-problem.js'
import { redirect6 } from './icmpv6/redirect.js'
import { timeExceeded6 } from './icmpv6/time-exceeded.js'
import type { IcmpMessage, MessageCodec } from './message.js'
import { unknownMessage } from './unknown.js'

/** Every message that has a record. A new one is a file of its own and a line here. */
const CODECS = [
  echo(4),
  destinationUnreachable4,
  timeExceeded4,
  parameterProblem4,
  redirect4,
  echo(6),
  destinationUnreachable6,
  packetTooBig,
  timeExceeded6,
  parameterProblem6,
  redirect6,
] as unknown as readonly MessageCodec[]

const UNKNOWN: Record<Family, MessageCodec> = {
  4: unknownMessage(4) as unknown as MessageCodec,
  6: unknownMessage(6) as unknown as MessageCodec,
}

function tableOf(family: Family): readonly MessageCodec[] {
  const table = new Array<MessageCodec>(256).fill(UNKNOWN[family])
  for (const codec of CODECS) if (codec.family === family) for (const type of codec.types) table[type] = codec
  return table
}

const TABLES: Record<Family, readonly MessageCodec[]> = { 4: tableOf(4), 6: tableOf(6) }

/** How messages of that type are read. */
export function codecOfType(family: Family, type: number): MessageCodec {
  return TABLES[family][type] ?? UNKNOWN[family]
}

/** How this message is written: by its kind, as `unknown` may stand for any type. */
export function codecOf(message: IcmpMessage): MessageCodec {
  return message.kind === 'unknown' ? UNKNOWN[message.family] : codecOfType(message.family, message.type)
}
