import { describe, expect, it } from 'vitest'
import { capabilitiesOf } from './raw.js'

const kernel = { sent: 'kernel', received: 'kernel' } as const
const user = { sent: 'user', received: 'user' } as const

describe.each([4, 6] as const)('capabilities of an IPv%i raw socket', (family) => {
  it('are those of the socket as it was opened', () => {
    const full = capabilitiesOf(family, { receiveBuffer: 1 << 20, stamps: kernel, countsDrops: true })
    expect(full).toMatchObject({ stamps: kernel, drops: 'mixed' })
    const bare = capabilitiesOf(family, { receiveBuffer: 1 << 20, stamps: user, countsDrops: false })
    expect(bare).toMatchObject({ stamps: user, drops: 'unknown' })
    // No transmit stamp takes a reply's room.
    expect(bare.receiveSlots).toBeGreaterThanOrEqual(2 * full.receiveSlots)
  })
})
