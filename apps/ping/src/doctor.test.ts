import { describe, expect, it } from 'vitest'
import { told } from './testing/simulated.js'

describe('doctor', () => {
  const capabilities = {
    identifier: 'socket',
    perPacket: ['hopLimit', 'source'],
    checksum: { send: 'below', receive: 'below' },
    errors: 'reports',
    sees: [],
    stamps: { sent: 'kernel', received: 'kernel' },
    drops: 'own',
    maxPayload: 65_507,
    receiveSlots: 128,
  } as const
  const dgram = { name: 'dgram', family: 4, ok: true, capabilities } as const
  const raw = {
    name: 'raw',
    family: 4,
    ok: false,
    code: 'ICMP_PERMISSION',
    reason: "Can't open a raw ICMP socket (socket: EPERM). Run setcap.",
    remedy: 'Run setcap.',
  } as const

  it('tells what works, what it can do, and how to enable the rest', async () => {
    const { status, stdout } = await told(['doctor'], { transports: [dgram, raw] })
    expect(status).toBe(0)
    expect(stdout).toMatch(/dgram +│ IPv4 +│ yes +│ round trips are measured by the kernel/)
    expect(stdout).toMatch(/per packet: TTL, source/)
    expect(stdout).toMatch(/raw +│ IPv4 +│ no +│ Can't open a raw ICMP socket \(socket: EPERM\)\. +│/)
    expect(stdout.endsWith('icmp-ping uses dgram.\nraw: Run setcap.\n')).toBe(true)
  })

  it('exits 1 where nothing works', async () => {
    const { status, stdout } = await told(['doctor'], { transports: [raw] })
    expect(status).toBe(1)
    expect(stdout).toContain('No transport works here.\nraw: Run setcap.\n')
  })

  it('--json prints an object a line', async () => {
    const { status, stdout } = await told(['doctor', '--json'], { transports: [dgram, raw] })
    expect(status).toBe(0)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { event: 'transport', ...dgram },
      { event: 'transport', ...raw },
    ])
  })

  it('is a host name after --', async () => {
    expect((await told(['-c', '1', '--', 'doctor'])).stderr).toContain('doctor: Name or service not known')
  })
})
