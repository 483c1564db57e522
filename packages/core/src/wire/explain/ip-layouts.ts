/** The fields of IP headers as tables, for those who explain them. */
import { address4, address6, type FixedField, flag, octets, uint } from '../layout/field.js'
import { layout } from '../layout/layout.js'
import { rest } from '../layout/parts.js'
import type { Layout } from '../layout/variable.js'

/** Numbers that stand in protocol and next-header fields. */
export const PROTOCOLS: Readonly<Record<number, string>> = {
  0: 'hop-by-hop options',
  1: 'ICMP',
  2: 'IGMP',
  6: 'TCP',
  17: 'UDP',
  43: 'routing header',
  44: 'fragment header',
  47: 'GRE',
  50: 'ESP',
  51: 'authentication header',
  58: 'ICMPv6',
  59: 'no next header',
  60: 'destination options',
  132: 'SCTP',
  135: 'mobility header',
}

export const IPV4: Layout = /* @__PURE__ */ layout([
  /* @__PURE__ */ uint('version', 4, 'Version'),
  /* @__PURE__ */ uint('headerLength', 4, 'Header length (32-bit words)'),
  /* @__PURE__ */ uint('dscp', 6, 'Differentiated services'),
  /* @__PURE__ */ uint('ecn', 2, 'Explicit congestion notification'),
  /* @__PURE__ */ uint('totalLength', 16, 'Total length'),
  /* @__PURE__ */ uint('identification', 16, 'Identification', { show: 'hex' }),
  /* @__PURE__ */ flag('reserved', 'Reserved flag'),
  /* @__PURE__ */ flag('dontFragment', "Don't fragment"),
  /* @__PURE__ */ flag('moreFragments', 'More fragments'),
  /* @__PURE__ */ uint('fragmentOffset', 13, 'Fragment offset (8 bytes)'),
  /* @__PURE__ */ uint('ttl', 8, 'Time to live'),
  /* @__PURE__ */ uint('protocol', 8, 'Protocol', { values: PROTOCOLS }),
  /* @__PURE__ */ uint('checksum', 16, 'Header checksum', { show: 'hex' }),
  /* @__PURE__ */ address4('source', 'Source address'),
  /* @__PURE__ */ address4('destination', 'Destination address'),
])

export const IPV6: Layout = /* @__PURE__ */ layout([
  /* @__PURE__ */ uint('version', 4, 'Version'),
  /* @__PURE__ */ uint('trafficClass', 8, 'Traffic class', { show: 'hex' }),
  /* @__PURE__ */ uint('flowLabel', 20, 'Flow label', { show: 'hex' }),
  /* @__PURE__ */ uint('payloadLength', 16, 'Payload length'),
  /* @__PURE__ */ uint('nextHeader', 8, 'Next header', { values: PROTOCOLS }),
  /* @__PURE__ */ uint('hopLimit', 8, 'Hop limit'),
  /* @__PURE__ */ address6('source', 'Source address'),
  /* @__PURE__ */ address6('destination', 'Destination address'),
])

const NEXT = /* @__PURE__ */ uint('nextHeader', 8, 'Next header', { values: PROTOCOLS })
const LENGTH = /* @__PURE__ */ uint('length', 8, 'Header length')

/** The fixed part of each extension header; `options` and the like are explained apart. */
export const EXTENSION_HEADERS: Readonly<Record<number, { title: string; layout: Layout }>> = {
  0: { title: 'Hop-by-hop options', layout: /* @__PURE__ */ layout([NEXT, LENGTH]) },
  60: { title: 'Destination options', layout: /* @__PURE__ */ layout([NEXT, LENGTH]) },
  43: {
    title: 'Routing header',
    layout: /* @__PURE__ */ layout([
      NEXT,
      LENGTH,
      /* @__PURE__ */ uint('type', 8, 'Routing type'),
      /* @__PURE__ */ uint('segmentsLeft', 8, 'Segments left'),
      /* @__PURE__ */ rest('data', 'Type-specific data'),
    ]),
  },
  44: {
    title: 'Fragment header',
    layout: /* @__PURE__ */ layout([
      NEXT,
      /* @__PURE__ */ uint('reserved', 8, 'Reserved'),
      /* @__PURE__ */ uint('fragmentOffset', 13, 'Fragment offset (8 bytes)'),
      /* @__PURE__ */ uint('reserved2', 2, 'Reserved'),
      /* @__PURE__ */ flag('moreFragments', 'More fragments'),
      /* @__PURE__ */ uint('identification', 32, 'Identification', { show: 'hex' }),
    ]),
  },
  51: {
    title: 'Authentication header',
    layout: /* @__PURE__ */ layout([NEXT, LENGTH, /* @__PURE__ */ rest('data', 'Content')]),
  },
  135: {
    title: 'Mobility header',
    layout: /* @__PURE__ */ layout([NEXT, LENGTH, /* @__PURE__ */ rest('data', 'Content')]),
  },
}

/** Ports, and what comes after them. */
function transport(...fields: FixedField[]): Layout {
  return layout([uint('sourcePort', 16, 'Source port'), uint('destinationPort', 16, 'Destination port'), ...fields])
}

const sequence: FixedField = /* @__PURE__ */ uint('sequence', 32, 'Sequence number')

/** As much of a transport header as errors quote, the longest first. */
export const TRANSPORTS: Readonly<Record<number, readonly Layout[]>> = {
  6: [
    /* @__PURE__ */ transport(
      sequence,
      /* @__PURE__ */ octets('acknowledgment', 4, 'Acknowledgment number'),
      /* @__PURE__ */ uint('dataOffset', 4, 'Data offset (32-bit words)'),
      /* @__PURE__ */ uint('flags', 12, 'Flags', { show: 'hex' }),
      /* @__PURE__ */ uint('window', 16, 'Window'),
      /* @__PURE__ */ uint('checksum', 16, 'Checksum', { show: 'hex' }),
      /* @__PURE__ */ uint('urgent', 16, 'Urgent pointer'),
    ),
    /* @__PURE__ */ transport(sequence),
    /* @__PURE__ */ transport(),
  ],
  17: [
    /* @__PURE__ */ transport(
      /* @__PURE__ */ uint('length', 16, 'Length'),
      /* @__PURE__ */ uint('checksum', 16, 'Checksum', { show: 'hex' }),
    ),
    /* @__PURE__ */ transport(),
  ],
  132: [
    /* @__PURE__ */ transport(/* @__PURE__ */ octets('verificationTag', 4, 'Verification tag')),
    /* @__PURE__ */ transport(),
  ],
}
