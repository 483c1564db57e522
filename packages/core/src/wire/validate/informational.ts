/** Router discovery of ICMPv4, and PROBE. */
import { isLimitedBroadcastBytes, isMulticastBytes } from './addresses.js'
import { discard, note, type Rule } from './finding.js'

export const routerDiscovery4: Rule = ({ message }, found) => {
  if (message.family !== 4) return
  const source = 'RFC 1256 §5.2'
  if (message.kind === 'router-solicitation' && message.code !== 0)
    found(discard('rd-code', 'the code is not 0', 'RFC 1256 §5.1'))
  if (message.kind !== 'router-advertisement') return
  if (message.code !== 0 && message.code !== 16)
    found(discard('rd-code', 'the code is neither 0 nor 16', 'RFC 5944 §2.1'))
  if (message.addressCount < 1) found(discard('rd-count', 'no address', source))
  if (message.entrySize < 2) found(discard('rd-entry-size', 'entries of less than two words', source))
  if (message.addresses.length < message.addressCount)
    found(discard('rd-length', 'fewer addresses than it says', source))
}

const INTERFACE_IDENTIFICATION = 3

export const probe: Rule = ({ message, packet }, found) => {
  if (message.kind !== 'extended-echo-request' && message.kind !== 'extended-echo-reply') return
  const { source, destination } = packet.header
  for (const address of [source, destination]) {
    if (isMulticastBytes(address) || isLimitedBroadcastBytes(address))
      found(discard('probe-unicast', 'not from one host to one host', 'RFC 8335 §4'))
  }
  if (message.kind === 'extended-echo-request') checkRequest(message, found)
  else if (message.code !== 0 && (message.state !== 0 || message.active || message.ipv4 || message.ipv6))
    found(note('probe-state', 'with a code the state is to be 0', 'RFC 8335 §3'))
}

function checkRequest(
  { extensions, local }: Extract<Parameters<Rule>[0]['message'], { kind: 'extended-echo-request' }>,
  found: Parameters<Rule>[1],
): void {
  const objects = extensions?.objects ?? []
  const [object] = objects
  if (objects.length !== 1 || object?.class !== INTERFACE_IDENTIFICATION)
    found(discard('probe-object', 'not exactly one interface identification object', 'RFC 8335 §2.1'))
  else if (!local && object.kind !== 'interface-by-address')
    found(discard('probe-neighbour', 'an interface of a neighbour is asked for by its address only', 'RFC 8335 §2'))
}
