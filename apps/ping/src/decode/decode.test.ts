import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { told } from '../testing/simulated.js'
import { readCapture } from './capture.js'
import { ipPacketOf } from './link.js'

const PING = '4500001c0001000040018ea4c0000201c63364070800f7fd00010001'
const LINE = '192.0.2.1 > 198.51.100.7: ICMP echo request, id 1, seq 1, length 8'
const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.replaceAll(/\s/g, '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** Numbers in either byte order. */
function numbers(little: boolean, ...values: [bits: 16 | 32, value: number][]): Uint8Array {
  return Uint8Array.from(
    values.flatMap(([bits, value]) => {
      const bytes = Array.from({ length: bits / 8 }, (_, at) => Math.floor(value / 256 ** (bits / 8 - 1 - at)) & 255)
      return little ? bytes.reverse() : bytes
    }),
  )
}

const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))

function pcap(
  packets: readonly Uint8Array[],
  { little = true, magic = 0xa1b2c3d4, linkType = 101, cut = 0 } = {},
): Uint8Array {
  const header = numbers(little, [32, magic], [16, 2], [16, 4], [32, 0], [32, 0], [32, 65_535], [32, linkType])
  const records = packets.map((packet) =>
    joined(numbers(little, [32, 1_767_225_600], [32, 250], [32, packet.length], [32, packet.length + cut]), packet),
  )
  return joined(header, ...records)
}

function block(little: boolean, type: number, body: Uint8Array): Uint8Array {
  const padded = joined(body, new Uint8Array((4 - (body.length % 4)) % 4))
  const length = padded.length + 12
  return joined(numbers(little, [32, type], [32, length]), padded, numbers(little, [32, length]))
}

function pcapng(packet: Uint8Array, { little = true, resolution = 6 } = {}): Uint8Array {
  const units = 1_767_225_600 * 10 ** resolution
  return joined(
    block(
      little,
      0x0a0d0d0a,
      numbers(little, [32, 0x1a2b3c4d], [16, 1], [16, 0], [32, 0xffff_ffff], [32, 0xffff_ffff]),
    ),
    block(
      little,
      1,
      joined(numbers(little, [16, 101], [16, 0], [32, 0], [16, 9], [16, 1]), Uint8Array.of(resolution, 0, 0, 0)),
    ),
    block(little, 5, new Uint8Array(8)),
    block(
      little,
      6,
      joined(
        numbers(
          little,
          [32, 0],
          [32, Math.floor(units / 2 ** 32)],
          [32, units % 2 ** 32],
          [32, packet.length],
          [32, packet.length],
        ),
        packet,
      ),
    ),
    block(little, 3, joined(numbers(little, [32, packet.length]), packet)),
  )
}

describe('captures', () => {
  it.each([true, false])('pcap, little endian: %s', (little) => {
    const { packets, problem } = readCapture(pcap([hex(PING), hex('45')], { little, cut: 3 }))
    expect(problem).toBeUndefined()
    expect(packets).toEqual([
      { number: 1, time: 1_767_225_600_000.25, linkType: 101, bytes: hex(PING), length: 31 },
      { number: 2, time: 1_767_225_600_000.25, linkType: 101, bytes: hex('45'), length: 4 },
    ])
    const [nano] = readCapture(pcap([hex(PING)], { little, magic: 0xa1b23c4d })).packets
    expect(nano?.time).toBe(1_767_225_600_000 + 250 / 1e6)
  })

  it.each([
    [true, 6],
    [false, 6],
    [true, 9],
    [true, 3],
  ])('pcapng, little endian: %s, 10^-%i s', (little, resolution) => {
    const { packets, problem } = readCapture(pcapng(hex(PING), { little, resolution }))
    expect(problem).toBeUndefined()
    expect(packets).toEqual([
      { number: 1, time: 1_767_225_600_000, linkType: 101, bytes: hex(PING), length: 28 },
      { number: 2, time: undefined, linkType: 101, bytes: hex(PING), length: 28 },
    ])
  })

  it('hexadecimal text, with all that people leave in it', () => {
    const { packets } = readCapture(ascii(`# a ping\n0x${PING}\r\n\n45:00 # cut\n`))
    expect(packets.map(({ bytes }) => bytes)).toEqual([hex(PING), hex('4500')])
    for (const text of ['', 'hello', '450', '45 0g']) {
      expect(() => readCapture(ascii(text))).toThrow(expect.objectContaining({ code: 'ICMP_INVALID_OPTION' }))
    }
  })

  it('that end in the middle give what is before', () => {
    for (const [whole, first] of [
      [pcap([hex(PING), hex(PING)]), 24 + 16 + 28],
      [pcapng(hex(PING)), pcapng(hex(PING)).length - 44],
    ] as const) {
      for (let length = first + 1; length < whole.length; length++) {
        const { packets, problem } = readCapture(whole.subarray(0, length))
        expect(packets.length).toBe(1)
        expect(problem).toBeDefined()
      }
    }
  })

  it('of any bytes never make it throw, or read for ever', () => {
    const noise = fc.uint8Array({ maxLength: 300 })
    const spoiled = fc
      .tuple(fc.constantFrom(pcap([hex(PING)]), pcapng(hex(PING))), noise, fc.nat(200))
      .map(([file, some, at]) => {
        const copy = file.slice()
        copy.set(some.subarray(0, Math.max(0, copy.length - at - 4)), Math.min(at + 4, copy.length))
        return copy
      })
    fc.assert(
      fc.property(spoiled, (file) => {
        const { packets } = readCapture(file)
        expect(packets.length).toBeLessThan(100)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('links', () => {
  it.each<[string, number, string]>([
    ['raw', 101, ''],
    ['null', 0, '02000000'],
    ['Ethernet', 1, '010203040506 0a0b0c0d0e0f 0800'],
    ['Ethernet with a tag', 1, '010203040506 0a0b0c0d0e0f 8100 0001 0800'],
    ['Ethernet with two', 1, '010203040506 0a0b0c0d0e0f 88a8 0001 8100 0002 0800'],
    ['Linux cooked', 113, '0000 0001 0006 0102030405060000 0800'],
    ['Linux cooked 2', 276, '0800 0000 00000001 0001 00 06 0102030405060000'],
  ])('%s', (_, linkType, header) => {
    const bytes = joined(hex(header), hex(PING))
    expect(ipPacketOf(linkType, bytes)).toEqual(hex(PING))
    expect(typeof ipPacketOf(linkType, bytes.subarray(0, 3))).toBe(header === '' ? 'object' : 'string')
  })

  it('that carry something else say so', () => {
    expect(ipPacketOf(1, hex('010203040506 0a0b0c0d0e0f 0806'))).toBe('no IP: protocol 0x0806')
    expect(ipPacketOf(105, hex('00'))).toBe('link type 105 is not known here')
  })
})

describe('icmp-ping decode', () => {
  it('prints every field, and what is against the standards', async () => {
    const spoiled = PING.replace('f7fd', 'f7fe')
    const { status, stdout, stderr } = await told(['decode', 'a.pcap'], { input: pcap([hex(spoiled)], { cut: 4 }) })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const lines = stdout.split('\n')
    expect(lines[0]).toBe(`1. 2026-01-01T00:00:00.000Z ${LINE} (bad checksum) (28 of 32 bytes captured)`)
    expect(lines[1]).toBe('       0  IPv4 header: IPv4, header checksum valid')
    expect(stdout).toContain('26  Sequence number: 1  [0001]\n')
    expect(stdout).toContain('   discard: the checksum is wrong (RFC 792, RFC 1122 §3.2.2)\n')
  })

  it('--summary prints a line for each', async () => {
    const { stdout } = await told(['decode', '--summary'], { input: ascii(`${PING}\n4500`) })
    expect(stdout).toBe(`1. ${LINE}\n2. truncated: the bytes end within the IPv4 header\n`)
  })

  it('--json prints an object for each', async () => {
    const { stdout } = await told(['decode', '--json', '-'], { input: ascii(PING) })
    const packet = JSON.parse(stdout)
    expect(packet).toMatchObject({ event: 'packet', number: 1, captured: 28, length: 28, summary: LINE, findings: [] })
    expect(packet.parts[1]).toMatchObject({ name: 'ICMP', offset: 20, length: 8, raw: '0800f7fd00010001' })
    expect((await told(['decode', '--json', '--summary'], { input: ascii(PING) })).stdout).not.toContain('parts')
  })

  it('--bare takes messages without an IP header', async () => {
    const { stdout } = await told(['decode', '--summary', '--bare', '6'], {
      input: ascii('8700 0000 00000000 20010db8000000000000000000000003'),
    })
    expect(stdout).toBe('1. ICMP6 neighbor solicitation, who has 2001:db8::3, length 24\n')
  })

  it('says where a file ends in the middle, and exits with 1', async () => {
    const file = pcap([hex(PING)])
    const { status, stdout, stderr } = await told(['decode', '--summary'], {
      input: joined(file, file.subarray(24, 50)),
    })
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'icmp-ping: the file ends within a packet: what is before it was read.\n',
    })
    expect(stdout).toContain(LINE)
  })

  it.each([
    [['decode', 'nowhere'], undefined, 'there is no such file.'],
    [['decode'], 'words', 'no packets: give a pcap or pcapng file, or hexadecimal text with one packet a line.'],
    [['decode', '--bare', '5'], PING, "invalid argument: '5': give --bare 4 or 6."],
    [['decode', '--colour'], PING, "unknown option '--colour': 'icmp-ping decode --help' lists the options."],
  ])('%j: bad input is one sentence, and exits with 2', async (argv, input, sentence) => {
    const twist = input === undefined ? {} : { input: ascii(input) }
    expect(await told(argv, twist)).toMatchObject({ status: 2, stdout: '', stderr: `icmp-ping: ${sentence}\n` })
  })

  it('--help lists its options', async () => {
    const { status, stdout } = await told(['decode', '--help'])
    expect(status).toBe(0)
    for (const option of ['--summary', '--bare', '--json']) expect(stdout).toContain(option)
  })
})
