// Options of Neighbor Discovery, as records and as scapy builds them.
import { quoted6, text } from './packets.mjs'
import { flagBit, py } from './seeded.mjs'

const mac = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')

/** How each is made up, and what scapy calls it; undefined where scapy 2.5 has no layer for it. */
const KINDS = {
  'source-link-layer-address': {
    make: (random) => ({ type: 1, address: random.bytes(6) }),
    scapy: ({ address }) => `ICMPv6NDOptSrcLLAddr(lladdr='${mac(address)}')`,
  },
  'target-link-layer-address': {
    make: (random) => ({ type: 2, address: random.bytes(6) }),
    scapy: ({ address }) => `ICMPv6NDOptDstLLAddr(lladdr='${mac(address)}')`,
  },
  'prefix-information': {
    make: (random) => ({
      type: 3,
      prefixLength: 64,
      onLink: random.flag(),
      autonomous: random.flag(),
      routerAddress: random.flag(),
      validLifetime: 2_592_000,
      preferredLifetime: 604_800,
      prefix: Uint8Array.of(...random.address6().subarray(0, 8), 0, 0, 0, 0, 0, 0, 0, 0),
    }),
    scapy: ({ onLink, autonomous, routerAddress, prefix }) =>
      `ICMPv6NDOptPrefixInfo(prefixlen=64,L=${flagBit(onLink)},A=${flagBit(autonomous)},R=${flagBit(routerAddress)},validlifetime=2592000,preferredlifetime=604800,prefix='${text(prefix)}')`,
  },
  'redirected-header': {
    make: (random) => ({ type: 4, reserved: new Uint8Array(6), quoted: quoted6(random, 16) }),
    scapy: ({ quoted }) => `ICMPv6NDOptRedirectedHdr(pkt=${py(quoted)})`,
  },
  mtu: {
    make: (random) => ({ type: 5, mtu: 1280 + random.below(7721) }),
    scapy: ({ mtu }) => `ICMPv6NDOptMTU(mtu=${mtu})`,
  },
  nonce: { make: (random) => ({ type: 14, nonce: random.bytes(6) }) },
  'route-information': {
    make: (random) => ({
      type: 24,
      prefixLength: 64,
      preference: random.pick([0, 1, 3]),
      lifetime: 1800,
      prefix: random.address6().subarray(0, 8),
    }),
    scapy: ({ preference, prefix }) =>
      `ICMPv6NDOptRouteInfo(len=2,plen=64,prf=${preference},rtlifetime=1800,prefix='${text(Uint8Array.of(...prefix, 0, 0, 0, 0, 0, 0, 0, 0))}')`,
  },
  'recursive-dns-server': {
    make: (random) => ({
      type: 25,
      lifetime: random.u32(),
      servers: [{ address: random.address6() }, { address: random.address6() }],
    }),
    scapy: ({ lifetime, servers }) =>
      `ICMPv6NDOptRDNSS(lifetime=${lifetime},dns=[${servers.map(({ address }) => `'${text(address)}'`).join(',')}])`,
  },
  'flags-extension': {
    make: () => ({ type: 26, flags: new Uint8Array(6) }),
    scapy: () => 'ICMPv6NDOptEFA(res=0)',
  },
  'dns-search-list': {
    make: (random) => ({
      type: 31,
      lifetime: random.u32(),
      domains: Uint8Array.from(Buffer.from('\x07example\x03net\0\0\0\0')),
    }),
    scapy: ({ lifetime }) => `ICMPv6NDOptDNSSL(lifetime=${lifetime},searchlist=['example.net.'])`,
  },
  'captive-portal': {
    make: () => ({ type: 37, uri: Uint8Array.from(Buffer.from('https://portal.example/\0\0\0\0\0\0\0')) }),
  },
  pref64: {
    make: () => ({
      type: 38,
      scaledLifetime: 225,
      prefixLengthCode: 0,
      prefix: Uint8Array.of(0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0),
    }),
  },
}

/** Some of these, each at most once, in this order. */
export function options(random, kinds) {
  return kinds.filter(() => random.flag()).map((kind) => ({ kind, ...KINDS[kind].make(random) }))
}

/** The message with its options as scapy stacks them; undefined where it lacks one. */
export function scapyOptions(header, all) {
  const layers = all.map((option) => KINDS[option.kind].scapy?.(option))
  return layers.includes(undefined) ? undefined : [header, ...layers].join('/')
}
