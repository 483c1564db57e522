import { describe, expect, it } from 'vitest'
import { DRAIN as D, DRAIN, ENTRY_RECORD, LAYOUT, PACKET_RECORD, SEND, SEND_RECORD, SLOTS } from './layout.js'
import { loadAddon } from './load.js'

const has = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].includes(`${process.platform}-${process.arch}`)

describe('the layout of the shared memory', () => {
  it.skipIf(!has)('is what the binary was built with (needs a binary for this platform)', () => {
    expect(loadAddon().layout()).toEqual([...LAYOUT])
  })

  it('has no overlap and no gap that matters', () => {
    expect(SEND.data).toBe(SEND.records + SLOTS * SEND.recordBytes)
    expect(SEND.bytes).toBe(SEND.data + SEND.dataBytes)
    expect(SEND_RECORD.source + 16).toBeLessThanOrEqual(SEND.recordBytes)
    expect(D.entryRecords).toBe(D.packetRecords + SLOTS * D.packetBytes)
    expect(D.quotes).toBe(D.entryRecords + SLOTS * D.entryBytes)
    expect(D.data).toBe(D.quotes + SLOTS * D.quoteStride)
    expect(D.bytes).toBe(D.data + SLOTS * D.stride)
    expect(PACKET_RECORD.to + 16).toBe(DRAIN.packetBytes)
    expect(ENTRY_RECORD.to + 16).toBe(DRAIN.entryBytes)
  })

  it('holds the largest packet in every slot', () => {
    expect(D.stride).toBeGreaterThanOrEqual(65_535)
    expect(SEND.dataBytes).toBeGreaterThanOrEqual(65_535)
  })
})
