// Messages of ICMPv6 in order, each with what scapy builds of the same fields where it can.
import { mldMaximumResponseCode } from '@icmp/core'
import { options, scapyOptions } from './nd-options.mjs'
import { ALL_NODES, FAR6, LOCAL6, NEAR6, packet6, quoted6, scapy6, text } from './packets.mjs'
import { flagBit, py } from './seeded.mjs'

function made(name, message, icmp, around = {}) {
  const packet = packet6({ family: 6, code: 0, ...message }, around)
  return { name, packet, scapy: icmp === undefined ? undefined : `${scapy6(around)}/${icmp}` }
}

const ON_LINK = { source: LOCAL6, destination: ALL_NODES, hopLimit: 1, alert: true }

function echo(random) {
  const [identifier, sequence, data] = [random.u16(), random.u16(), random.bytes(random.below(64))]
  const fields = { identifier, sequence, data }
  const scapy = (layer) => `${layer}(id=${identifier},seq=${sequence},data=${py(data)})`
  const around = { hopLimit: 64 }
  return [
    made('echo request', { kind: 'echo-request', type: 128, ...fields }, scapy('ICMPv6EchoRequest'), around),
    made('echo reply', { kind: 'echo-reply', type: 129, ...fields }, scapy('ICMPv6EchoReply'), {
      ...around,
      source: FAR6,
      destination: NEAR6,
    }),
  ]
}

function errors(random) {
  const quoted = quoted6(random)
  return random.pick([
    () => {
      const code = random.below(7)
      return made(
        'destination unreachable',
        { kind: 'destination-unreachable', type: 1, code, lengthAttribute: 0, quoted },
        `ICMPv6DestUnreach(code=${code})/${py(quoted)}`,
      )
    },
    () => {
      const mtu = 1280 + random.below(8000)
      return made(
        'packet too big',
        { kind: 'packet-too-big', type: 2, mtu, quoted },
        `ICMPv6PacketTooBig(mtu=${mtu})/${py(quoted)}`,
      )
    },
    () => {
      const code = random.below(2)
      return made(
        'time exceeded',
        { kind: 'time-exceeded', type: 3, code, lengthAttribute: 0, quoted },
        `ICMPv6TimeExceeded(code=${code})/${py(quoted)}`,
      )
    },
    () => {
      const [code, pointer] = [random.below(3), random.below(48)]
      return made(
        'parameter problem',
        { kind: 'parameter-problem', type: 4, code, pointer, quoted },
        `ICMPv6ParamProblem(code=${code},ptr=${pointer})/${py(quoted)}`,
      )
    },
  ])()
}

function listeners(random) {
  const group = random.group()
  return random.pick([
    () => {
      const maximumResponseCode = random.below(32_768)
      return made(
        'listener query',
        { kind: 'multicast-listener-query', type: 130, maximumResponseCode, group },
        `ICMPv6MLQuery(mrd=${maximumResponseCode},mladdr='${text(group)}')`,
        { ...ON_LINK, destination: group },
      )
    },
    () => {
      const [suppress, robustness, queryIntervalCode] = [random.flag(), random.below(8), random.u8()]
      const sources = Array.from({ length: random.below(4) }, () => ({ address: random.address6() }))
      const maximumResponseCode = mldMaximumResponseCode(random.below(8_000_000))
      const version2 = { suppress, robustness, queryIntervalCode, sourceCount: sources.length, sources }
      const list = sources.map(({ address }) => `'${text(address)}'`).join(',')
      return made(
        'listener query 2',
        { kind: 'multicast-listener-query', type: 130, maximumResponseCode, group, version2 },
        `ICMPv6MLQuery2(mrd=${maximumResponseCode},mladdr='${text(group)}',S=${flagBit(suppress)},QRV=${robustness},QQIC=${queryIntervalCode},sources_number=${sources.length},sources=[${list}])`,
        { ...ON_LINK, destination: group },
      )
    },
    () =>
      made(
        'listener report',
        { kind: 'multicast-listener-report', type: 131, maximumResponseDelay: 0, group },
        `ICMPv6MLReport(mladdr='${text(group)}')`,
        { ...ON_LINK, destination: group },
      ),
    () =>
      made(
        'listener done',
        { kind: 'multicast-listener-done', type: 132, maximumResponseDelay: 0, group },
        `ICMPv6MLDone(mladdr='${text(group)}')`,
        ON_LINK,
      ),
  ])()
}

function report2(random) {
  const records = Array.from({ length: 1 + random.below(3) }, () => {
    const sources = Array.from({ length: random.below(3) }, () => ({ address: random.address6() }))
    return {
      type: 1 + random.below(6),
      auxiliaryLength: 0,
      sourceCount: sources.length,
      group: random.group(),
      sources,
      auxiliary: new Uint8Array(0),
    }
  })
  const scapy = records.map(({ type, group, sources }) => {
    const list = sources.map(({ address }) => `'${text(address)}'`).join(',')
    return `ICMPv6MLDMultAddrRec(rtype=${type},dst='${text(group)}',sources=[${list}])`
  })
  const destination = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x16)
  return made(
    'listener report 2',
    { kind: 'multicast-listener-report-v2', type: 143, recordCount: records.length, records },
    `ICMPv6MLReport2(records_number=${records.length},records=[${scapy.join(',')}])`,
    { ...ON_LINK, destination },
  )
}

function routerDiscovery(random) {
  const around = { source: LOCAL6, destination: ALL_NODES }
  if (random.below(3) === 0) {
    const all = options(random, ['source-link-layer-address', 'nonce'])
    return made(
      'router solicitation',
      { kind: 'router-solicitation', type: 133, options: all },
      scapyOptions('ICMPv6ND_RS()', all),
      around,
    )
  }
  const fields = {
    currentHopLimit: random.u8(),
    managed: random.flag(),
    otherConfiguration: random.flag(),
    homeAgent: random.flag(),
    preference: random.pick([0, 1, 3]),
    proxy: random.flag(),
    routerLifetime: random.below(9001),
    reachableTime: random.below(3_600_001),
    retransTimer: random.u32(),
  }
  const all = options(random, [
    'source-link-layer-address',
    'mtu',
    'prefix-information',
    'route-information',
    'recursive-dns-server',
    'dns-search-list',
    'flags-extension',
    'captive-portal',
    'pref64',
  ])
  const header = `ICMPv6ND_RA(chlim=${fields.currentHopLimit},M=${flagBit(fields.managed)},O=${flagBit(fields.otherConfiguration)},H=${flagBit(fields.homeAgent)},prf=${fields.preference},P=${flagBit(fields.proxy)},routerlifetime=${fields.routerLifetime},reachabletime=${fields.reachableTime},retranstimer=${fields.retransTimer})`
  return made(
    'router advertisement',
    { kind: 'router-advertisement', type: 134, ...fields, options: all },
    scapyOptions(header, all),
    around,
  )
}

function neighbors(random) {
  const target = random.address6()
  if (random.flag()) {
    const all = options(random, ['source-link-layer-address', 'nonce'])
    const destination = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, ...target.subarray(13))
    return made(
      'neighbor solicitation',
      { kind: 'neighbor-solicitation', type: 135, target, options: all },
      scapyOptions(`ICMPv6ND_NS(tgt='${text(target)}')`, all),
      { destination },
    )
  }
  const [router, solicited, override] = [random.flag(), random.flag(), random.flag()]
  const all = options(random, ['target-link-layer-address'])
  const header = `ICMPv6ND_NA(R=${flagBit(router)},S=${flagBit(solicited)},O=${flagBit(override)},tgt='${text(target)}')`
  return made(
    'neighbor advertisement',
    { kind: 'neighbor-advertisement', type: 136, router, solicited, override, target, options: all },
    scapyOptions(header, all),
  )
}

function redirect(random) {
  const [target, destination] = [random.linkLocal(), random.address6()]
  const all = options(random, ['target-link-layer-address', 'redirected-header'])
  return made(
    'redirect',
    { kind: 'redirect', type: 137, target, destination, options: all },
    scapyOptions(`ICMPv6ND_Redirect(tgt='${text(target)}',dst='${text(destination)}')`, all),
    { source: LOCAL6 },
  )
}

function nodeInformation(random) {
  const nonce = random.bytes(8)
  if (random.flag()) {
    const data = random.address6()
    return made(
      'node information query',
      { kind: 'node-information-query', type: 139, qtype: 3, flags: 0, nonce, data },
      `ICMPv6NIQueryIPv6(code=0,flags=0,nonce=${py(nonce)},data='${text(data)}')`,
    )
  }
  return made(
    'node information reply',
    { kind: 'node-information-reply', type: 140, code: 1, qtype: 0, flags: 0, nonce, data: new Uint8Array(0) },
    `ICMPv6NIReplyRefuse(flags=0,nonce=${py(nonce)},data=b'')`,
  )
}

function mobile(random) {
  const identifier = random.u16()
  return random.pick([
    () =>
      made(
        'home agent request',
        { kind: 'home-agent-address-discovery-request', type: 144, identifier },
        `ICMPv6HAADRequest(id=${identifier},R=0)`,
      ),
    () => {
      const homeAgents = Array.from({ length: 1 + random.below(3) }, () => ({ address: random.address6() }))
      const list = homeAgents.map(({ address }) => `'${text(address)}'`).join(',')
      return made(
        'home agent reply',
        { kind: 'home-agent-address-discovery-reply', type: 145, identifier, homeAgents },
        `ICMPv6HAADReply(id=${identifier},R=0,addresses=[${list}])`,
      )
    },
    () =>
      made(
        'mobile prefix solicitation',
        { kind: 'mobile-prefix-solicitation', type: 146, identifier },
        `ICMPv6MPSol(id=${identifier})`,
      ),
    () => {
      const [managed, otherConfiguration] = [random.flag(), random.flag()]
      const all = options(random, ['prefix-information'])
      const flags = flagBit(managed) * 2 + flagBit(otherConfiguration)
      return made(
        'mobile prefix advertisement',
        { kind: 'mobile-prefix-advertisement', type: 147, identifier, managed, otherConfiguration, options: all },
        scapyOptions(`ICMPv6MPAdv(id=${identifier},flags=${flags})`, all),
      )
    },
  ])()
}

function multicastRouters(random) {
  const code = random.u8()
  const [queryInterval, robustness] = [random.u16(), random.u16()]
  const around = { ...ON_LINK, destination: Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x6a) }
  return random.pick([
    () =>
      made(
        'multicast router advertisement',
        { kind: 'multicast-router-advertisement', type: 151, code, queryInterval, robustness },
        `ICMPv6MRD_Advertisement(advinter=${code},queryint=${queryInterval},robustness=${robustness})`,
        around,
      ),
    () =>
      made(
        'multicast router solicitation',
        { kind: 'multicast-router-solicitation', type: 152 },
        'ICMPv6MRD_Solicitation(res=0)',
        around,
      ),
    () =>
      made(
        'multicast router termination',
        { kind: 'multicast-router-termination', type: 153 },
        'ICMPv6MRD_Termination(res=0)',
        around,
      ),
  ])()
}

function probe(random) {
  const [identifier, sequence] = [random.u16(), random.u8()]
  const object = { class: 3, ctype: 2, kind: 'interface-by-index', index: random.u32() }
  return made('extended echo request', {
    kind: 'extended-echo-request',
    type: 160,
    identifier,
    sequence,
    local: true,
    extensions: { version: 2, reserved: 0, objects: [object] },
    data: new Uint8Array(0),
  })
}

export const icmpv6 = [
  echo,
  errors,
  listeners,
  report2,
  routerDiscovery,
  neighbors,
  redirect,
  nodeInformation,
  mobile,
  multicastRouters,
  probe,
]
