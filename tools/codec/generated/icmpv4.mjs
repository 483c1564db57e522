// Messages of ICMPv4 in order, each with what scapy builds of the same fields where it can.
import { encodeIcmp, padQuoted } from '@icmp/core'
import { FAR4, packet4, quoted4, scapy4, text } from './packets.mjs'
import { py } from './seeded.mjs'

function made(name, message, icmp, around = {}) {
  const packet = packet4({ family: 4, code: 0, ...message }, around)
  return { name, packet, scapy: icmp === undefined ? undefined : `${scapy4(around)}/${icmp}` }
}

/** Request and reply: tshark warns of a request that nobody answers. */
function echo(random) {
  const [identifier, sequence, data] = [random.u16(), random.u16(), random.bytes(random.below(64))]
  const fields = { identifier, sequence, data }
  const scapy = (type) => `ICMP(type=${type},id=${identifier},seq=${sequence})/${py(data)}`
  return [
    made('echo request', { kind: 'echo-request', type: 8, ...fields }, scapy(8)),
    made('echo reply', { kind: 'echo-reply', type: 0, ...fields }, scapy(0), {
      source: FAR4,
      destination: Uint8Array.of(192, 0, 2, 1),
    }),
  ]
}

function unreachable(random) {
  const code = random.below(16)
  const nextHopMtu = code === 4 ? 576 + random.below(900) : 0
  const quoted = quoted4(random)
  return made(
    'destination unreachable',
    { kind: 'destination-unreachable', type: 3, code, lengthAttribute: 0, nextHopMtu, quoted },
    `ICMP(type=3,code=${code},nexthopmtu=${nextHopMtu})/${py(quoted)}`,
  )
}

function redirect(random) {
  const [code, gateway, quoted] = [random.below(4), random.address4(), quoted4(random)]
  return made(
    'redirect',
    { kind: 'redirect', type: 5, code, gateway, quoted },
    `ICMP(type=5,code=${code},gw='${text(gateway)}')/${py(quoted)}`,
  )
}

function timeExceeded(random) {
  const [code, quoted] = [random.below(2), quoted4(random)]
  return made(
    'time exceeded',
    { kind: 'time-exceeded', type: 11, code, lengthAttribute: 0, quoted },
    `ICMP(type=11,code=${code})/${py(quoted)}`,
  )
}

function parameterProblem(random) {
  const [pointer, quoted] = [random.below(20), quoted4(random)]
  return made(
    'parameter problem',
    { kind: 'parameter-problem', type: 12, pointer, lengthAttribute: 0, quoted },
    `ICMP(type=12,ptr=${pointer})/${py(quoted)}`,
  )
}

/** Errors with extensions, whose quote is padded and whose length attribute says so. */
function extended(random) {
  const padded = padQuoted(4, quoted4(random, 12 + random.below(120)))
  const kind = random.pick([
    { kind: 'time-exceeded', type: 11 },
    { kind: 'destination-unreachable', type: 3, code: 3, nextHopMtu: 0 },
    { kind: 'parameter-problem', type: 12, pointer: 8 },
  ])
  const { object, scapy } = random.pick([mpls, interfaceInformation])(random)
  const extensions = { version: 2, reserved: 0, objects: [object] }
  const fields = kind.type === 12 ? ',ptr=8' : ''
  const header = `ICMP(type=${kind.type},code=${kind.code ?? 0},length=${padded.lengthAttribute}${fields})`
  const name = `${kind.kind} with ${object.kind}`
  const message = { ...kind, ...padded, extensions }
  // Left alone, scapy 2.5 sums the structure's header only: RFC 4884 §7 wants the objects summed with it.
  const sum = checksumOf(message, padded.quoted.length)
  return made(name, message, `${header}/${py(padded.quoted)}/raw(ICMPExtensionHeader(chksum=${sum})/${scapy})`)
}

/** Of the extensions, as they are on the wire. */
function checksumOf(message, quoted) {
  const bytes = encodeIcmp({ family: 4, code: 0, ...message })
  return bytes[8 + quoted + 2] * 256 + bytes[8 + quoted + 3]
}

function mpls(random) {
  const entries = Array.from({ length: 1 + random.below(3) }, (_, n, _all) => n)
  const labels = entries.map((n) => ({
    label: 16 + random.below(1_000_000),
    trafficClass: random.below(8),
    bottomOfStack: n === entries.length - 1,
    ttl: 1 + random.below(255),
  }))
  const stack = labels.map(
    ({ label, trafficClass, bottomOfStack, ttl }) =>
      `MPLS(label=${label},cos=${trafficClass},s=${bottomOfStack ? 1 : 0},ttl=${ttl})`,
  )
  return {
    object: { class: 1, ctype: 1, kind: 'mpls-label-stack', entries: labels },
    scapy: `ICMPExtensionMPLS(stack=[${stack.join(',')}])`,
  }
}

function interfaceInformation(random) {
  const [index, mtu, bytes] = [random.u32(), 1280 + random.below(8000), random.address4()]
  return {
    object: {
      class: 2,
      ctype: 0x0d,
      kind: 'interface-information',
      index,
      address: { afi: 1, reserved: 0, bytes },
      mtu,
    },
    scapy: `ICMPExtensionInterfaceInformation(has_ifindex=1,has_ipaddr=1,has_mtu=1,ifindex=${index},afi=1,ip4='${text(bytes)}',mtu=${mtu})`,
  }
}

function timestamp(random) {
  const [identifier, sequence] = [random.u16(), random.u16()]
  const [originate, receive, transmit] = [random.below(86_400_000), random.below(86_400_000), random.below(86_400_000)]
  const reply = random.flag()
  return made(
    'timestamp',
    {
      kind: reply ? 'timestamp-reply' : 'timestamp-request',
      type: reply ? 14 : 13,
      identifier,
      sequence,
      originate,
      receive,
      transmit,
    },
    `ICMP(type=${reply ? 14 : 13},id=${identifier},seq=${sequence},ts_ori=${originate},ts_rx=${receive},ts_tx=${transmit})`,
  )
}

function information(random) {
  const [identifier, sequence, reply] = [random.u16(), random.u16(), random.flag()]
  return made(
    'information',
    { kind: reply ? 'information-reply' : 'information-request', type: reply ? 16 : 15, identifier, sequence },
    `ICMP(type=${reply ? 16 : 15},id=${identifier},seq=${sequence})`,
  )
}

function addressMask(random) {
  const [identifier, sequence, reply, mask] = [
    random.u16(),
    random.u16(),
    random.flag(),
    Uint8Array.of(255, 255, random.u8(), 0),
  ]
  return made(
    'address mask',
    { kind: reply ? 'address-mask-reply' : 'address-mask-request', type: reply ? 18 : 17, identifier, sequence, mask },
    `ICMP(type=${reply ? 18 : 17},id=${identifier},seq=${sequence},addr_mask='${text(mask)}')`,
  )
}

function routerAdvertisement(random) {
  const addresses = Array.from({ length: 1 + random.below(4) }, () => ({
    address: random.address4(),
    preference: random.u32() | 0,
  }))
  const lifetime = random.u16()
  return made('router advertisement', {
    kind: 'router-advertisement',
    type: 9,
    addressCount: addresses.length,
    entrySize: 2,
    lifetime,
    addresses,
  })
}

function routerSolicitation() {
  return made('router solicitation', { kind: 'router-solicitation', type: 10 }, 'ICMP(type=10)')
}

function probe(random) {
  const [identifier, sequence] = [random.u16(), random.u8()]
  if (random.flag()) {
    return made('extended echo reply', {
      kind: 'extended-echo-reply',
      type: 43,
      identifier,
      sequence,
      state: 2,
      active: true,
      ipv4: random.flag(),
      ipv6: random.flag(),
      data: new Uint8Array(0),
    })
  }
  const object = random.pick([
    { class: 3, ctype: 2, kind: 'interface-by-index', index: random.u32() },
    { class: 3, ctype: 1, kind: 'interface-by-name', name: Uint8Array.from(Buffer.from('eth0\0\0\0\0')) },
    { class: 3, ctype: 3, kind: 'interface-by-address', afi: 1, addressLength: 4, address: random.address4() },
  ])
  return made('extended echo request', {
    kind: 'extended-echo-request',
    type: 42,
    identifier,
    sequence,
    local: true,
    extensions: { version: 2, reserved: 0, objects: [object] },
    data: new Uint8Array(0),
  })
}

export const icmpv4 = [
  echo,
  unreachable,
  redirect,
  timeExceeded,
  parameterProblem,
  extended,
  timestamp,
  information,
  addressMask,
  routerAdvertisement,
  routerSolicitation,
  probe,
]
