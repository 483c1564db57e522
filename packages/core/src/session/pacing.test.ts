import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pacing } from './pacing.js'

describe('pacing', () => {
  it('admits no more small requests than there are slots, until the buffer was drained', () => {
    const pacing = new Pacing(128)
    let admitted = 0
    while (pacing.admits(56)) {
      pacing.spend(56)
      admitted++
    }
    expect(admitted).toBeGreaterThan(100)
    expect(admitted).toBeLessThanOrEqual(128)
    pacing.drained()
    expect(pacing.admits(56)).toBe(true)
  })

  it('admits one of any size when nothing is outstanding', () => {
    const pacing = new Pacing(1)
    expect(pacing.admits(65_507)).toBe(true)
    pacing.spend(65_507)
    expect(pacing.admits(0)).toBe(false)
  })

  it('never admits more bytes of kernel memory than the default buffer of 212,992 holds', () => {
    // Charges as measured: a small reply 832 bytes, 1,472 bytes of data 2,290.
    fc.assert(
      fc.property(fc.constantFrom([56, 832], [512, 1275], [1472, 2290]), ([size, charge]) => {
        const pacing = new Pacing(256)
        let bytes = 0
        while (pacing.admits(size!)) {
          pacing.spend(size!)
          bytes += charge!
        }
        expect(bytes).toBeLessThanOrEqual(212_992)
      }),
    )
  })

  it('gives back what was not sent', () => {
    const pacing = new Pacing(2)
    pacing.spend(0)
    pacing.spend(0)
    expect(pacing.admits(0)).toBe(false)
    pacing.refund(0)
    expect(pacing.admits(0)).toBe(true)
  })
})
