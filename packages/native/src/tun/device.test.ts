import { beforeEach, describe, expect, it } from 'vitest'
import type { Addon } from '../addon.js'
import { Environment } from '../environment.js'
import { errnoNumber } from '../errors.js'
import { DRAIN, PACKET_RECORD, READY_WRITE, SEND, SEND_RECORD } from '../layout.js'
import { Device } from './device.js'
import type { TunHandler } from './types.js'

/** A kernel that takes so many packets a call, and refuses those whose first byte is an errno below 128. */
class Kernel implements Partial<Addon> {
  room = Number.POSITIVE_INFINITY
  /** What a call says that stops short. */
  reason = errnoNumber('EAGAIN')
  readonly written: number[] = []
  readonly armed: boolean[] = []
  incoming: Uint8Array[] = []
  gone = 0
  closes = 0

  start = (): undefined => undefined
  now = (): number => 0
  close = (): void => void this.closes++
  disarm = (): void => {}
  hold = (): void => {}
  tunName = (): string => 'icmp3'
  arm = (_id: number, write: boolean): undefined => void this.armed.push(write)

  tunWrite = (_id: number, arena: ArrayBuffer, count: number): number => {
    const view = new DataView(arena)
    view.setInt32(SEND.error, 0, true)
    for (let i = 0; i < count; i++) {
      if (this.room === 0) {
        view.setInt32(SEND.error, this.reason, true)
        return i
      }
      this.room--
      const record = SEND.records + i * SEND.recordBytes
      const offset = view.getUint32(record + SEND_RECORD.dataOffset, true)
      const length = view.getUint32(record + SEND_RECORD.dataLength, true)
      const first = length > 0 ? view.getUint8(SEND.data + offset) : errnoNumber('EINVAL')
      view.setInt32(record + SEND_RECORD.error, first < 128 ? first : 0, true)
      if (first >= 128) this.written.push(length)
    }
    return count
  }

  tunRead = (_id: number, arena: ArrayBuffer, count: number): number => {
    const given = this.incoming.splice(0, count)
    const view = new DataView(arena)
    for (const [i, packet] of given.entries()) {
      view.setUint32(DRAIN.packetRecords + i * DRAIN.packetBytes + PACKET_RECORD.given, packet.length, true)
      new Uint8Array(arena).set(packet, DRAIN.data + i * DRAIN.stride)
    }
    view.setInt32(DRAIN.error, this.gone, true)
    return given.length
  }
}

const packet = (length: number): Uint8Array => new Uint8Array(length).fill(0xa5)

describe('a TUN device', () => {
  let kernel: Kernel
  let device: Device
  let calls: unknown[][]

  beforeEach(() => {
    kernel = new Kernel()
    calls = []
    const handler: TunHandler = {
      packet: (bytes) => calls.push(['packet', bytes.length]),
      refused: (index, { code, syscall }) => calls.push(['refused', index, code, syscall]),
      writable: () => calls.push(['writable']),
      drained: () => calls.push(['drained']),
      closed: (error) => calls.push(['closed', (error as NodeJS.ErrnoException).code]),
    }
    device = new Device(new Environment(kernel as unknown as Addon), 1, 1500, handler)
  })

  it('writes batches of any size, in order', () => {
    expect(device.write([])).toBe(0)
    const batch = Array.from({ length: 300 }, (_, n) => packet(1 + n * 100))
    expect(device.write(batch)).toBe(300)
    expect(kernel.written).toEqual(batch.map(({ length }) => length))
    expect(calls).toEqual([])
  })
  it('tells refused packets by their place, and writes the others', () => {
    const bad = Uint8Array.of(errnoNumber('EIO'))
    const batch = [bad, packet(1), new Uint8Array(0), packet(65_535), packet(65_536), packet(2), bad]
    expect(device.write(batch)).toBe(7)
    expect(kernel.written).toEqual([1, 65_535, 2])
    expect(calls).toEqual([
      ['refused', 0, 'EIO', 'write'],
      ['refused', 2, 'EINVAL', 'write'],
      ['refused', 4, 'EMSGSIZE', 'write'],
      ['refused', 6, 'EIO', 'write'],
    ])
  })
  it('stops where there is no room, waits for it, and says once when there is', () => {
    kernel.room = 70
    const batch = Array.from({ length: 100 }, () => packet(9))
    expect(device.write(batch)).toBe(70)
    device.service(1)
    expect(kernel.armed).toEqual([true])
    kernel.room = Number.POSITIVE_INFINITY
    device.ready(READY_WRITE)
    device.service(1)
    expect(calls).toEqual([['drained'], ['writable'], ['drained']])
    expect(kernel.armed).toEqual([true, false])
    expect(device.write(batch.slice(70))).toBe(30)
    expect(kernel.written).toHaveLength(100)
  })
  it('hands over what was there, and then that it is gone', () => {
    kernel.incoming = Array.from({ length: 130 }, (_, n) => packet(n))
    kernel.gone = errnoNumber('ENODEV')
    device.service(1)
    expect(calls).toEqual([...Array.from({ length: 64 }, (_, n) => ['packet', n]), ['closed', 'ENODEV']])
    expect(kernel.closes).toBe(1)
    expect(() => device.write([packet(1)])).toThrow(expect.objectContaining({ code: 'EBADF' }))
    expect(() => device.moveTo('lab')).toThrow(expect.objectContaining({ code: 'EBADF' }))
    expect(device.drain(9)).toBe(0)
    device.close()
    expect(kernel.closes).toBe(1)
  })
  it('leaves to a later turn what a device that is gone did not take', () => {
    kernel.room = 0
    kernel.reason = errnoNumber('ENODEV')
    expect(device.write([packet(1)])).toBe(0)
    expect(calls).toEqual([])
    kernel.gone = errnoNumber('ENODEV')
    device.service(1)
    expect(calls).toEqual([['closed', 'ENODEV']])
  })
  it('takes nothing but bytes', () => {
    expect(() => device.write([packet(1), 'text' as unknown as Uint8Array])).toThrow(
      expect.objectContaining({ code: 'EINVAL' }),
    )
    expect(kernel.written).toEqual([])
  })
  it('has a name also after it was closed', () => {
    device.close()
    expect(device.name).toBe('icmp3')
  })
})
