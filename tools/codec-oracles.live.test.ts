/** What core encodes, tshark dissects without a warning, and scapy builds byte for byte. */
import { decodePacket, messageTypes, validate } from '@icmp/core'
import { describe, expect, it } from 'vitest'
import { generated } from './codec/generated/index.mjs'
import { buildWithScapy, dissect, noScapy, noTshark } from './codec/oracles.mjs'

const messages = generated()
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const noted = (why: string | undefined): string => (why === undefined ? '' : ` (skipped: ${why})`)

/** N rows of the map of standards, whose bodies stay bytes, and what nobody may send any more. */
const LEFT_OUT = /deprecated|Experimental|Photuris|Renumbering|Certification|FMIPv6|RPL|ILNPv6|Duplicate|MPL|Inverse/

describe('messages in order', () => {
  it('are 500 at least, and of every type that matters', () => {
    expect(messages.length).toBeGreaterThanOrEqual(500)
    const made = new Set(messages.map(({ packet }) => typeOf(packet)))
    const wanted = messageTypes().filter(({ title }) => !LEFT_OUT.test(title))
    const missing = wanted.filter(
      ({ family, type }) => !made.has(`${family}/${type}`) && !(family === 6 && type === 161),
    )
    expect(missing.map(({ family, type, title }) => `${family}/${type} ${title}`)).toEqual([])
  })

  it('are in order to our own validation, but for types that are deprecated', () => {
    const findings = messages.flatMap(({ name, packet }) => {
      const decoded = decodePacket(packet)
      return decoded.ok
        ? validate(decoded.value).map(({ rule }) => `${name}: ${rule}`)
        : [`${name}: ${decoded.problem.what}`]
    })
    expect(new Set(findings.filter((finding) => !finding.endsWith(': deprecated')))).toEqual(new Set())
  })
})

function typeOf(packet: Uint8Array): string {
  const decoded = decodePacket(packet)
  const message = decoded.ok ? decoded.value.icmp?.message : undefined
  return `${message?.family}/${message?.type}`
}

const tshark = noTshark()
describe.skipIf(tshark)(`tshark${noted(tshark)}`, () => {
  it('dissects every one of them, and warns of none', () => {
    const verdicts = dissect(messages.map(({ packet }) => packet))
    expect(verdicts.map(({ type }, n) => `${messages[n]?.name} ${type}`)).toEqual(
      messages.map(({ name, packet }) => `${name} ${typeOf(packet).split('/')[1]}`),
    )
    const warned = verdicts.flatMap(({ warnings }, n) =>
      warnings.length > 0 ? [`${messages[n]?.name}: ${warnings}`] : [],
    )
    expect(warned).toEqual([])
  })

  it('warns of one whose checksum is wrong: it does look', () => {
    const packet = messages[0]!.packet.slice()
    packet[22]! ^= 0xff
    expect(dissect([packet])[0]?.warnings.join()).toMatch(/checksum/i)
  })
})

const scapy = noScapy()
describe.skipIf(scapy)(`scapy${noted(scapy)}`, () => {
  const known = messages.filter((message): message is typeof message & { scapy: string } => message.scapy !== undefined)

  it('builds the same bytes out of the same fields', () => {
    expect(known.length).toBeGreaterThanOrEqual(500)
    const built = buildWithScapy(known.map((message) => message.scapy))
    const different = known.flatMap(({ name, packet }, n) =>
      built[n] === hex(packet) ? [] : [{ name, ours: hex(packet), scapy: built[n] }],
    )
    expect(different).toEqual([])
  })
})
