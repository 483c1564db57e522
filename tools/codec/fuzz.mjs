import { decodePacket, encodePacket, explain, format, messageTypes, ndOptionKinds, validate } from '@icmp/core'

const LONGEST = 400
/** An input is slow above that many medians of its length; below so many microseconds no clock can tell. */
const SLOW = 50
const FLOOR = 0.05
const KEPT = 20

/** Marsaglia's xorshift: a run can be repeated from its seed. */
function xorshift(seed) {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

/** A view in the middle of rubbish: a read outside finds other bytes than zeros, and gives another result the second time. */
class Arena {
  #bytes = new Uint8Array(LONGEST * 4)

  place(packet, rubbish) {
    this.#bytes.fill(rubbish)
    this.#bytes.set(packet, LONGEST)
    return this.#bytes.subarray(LONGEST, LONGEST + packet.length)
  }
}

export class Fuzz {
  #random
  #recorded
  #types = messageTypes()
  #options = ndOptionKinds().map(({ type }) => type)
  #arenas = [new Arena(), new Arena()]
  #times = new Map()
  #suspects = []
  #failures = []
  #counts = { packets: 0, decoded: 0, messages: 0, findings: 0 }

  constructor(seed, recorded = []) {
    this.#random = xorshift(seed)
    this.#recorded = recorded.filter(({ length }) => length <= LONGEST)
  }

  #below(limit) {
    return this.#random() % limit
  }

  /** One packet, made up and tried. */
  step() {
    this.#counts.packets++
    const packet = this.#packet()
    try {
      this.#try(packet)
    } catch (error) {
      this.#fail(packet, String(error?.stack ?? error))
    }
  }

  #fail(packet, what) {
    if (this.#failures.length < KEPT) this.#failures.push({ packet: Buffer.from(packet).toString('hex'), what })
  }

  #packet() {
    const kind = this.#below(8)
    if (kind === 0) return this.#noise(this.#below(LONGEST))
    const base =
      kind < 4 && this.#recorded.length > 0 ? this.#recorded[this.#below(this.#recorded.length)].slice() : this.#made()
    for (let n = this.#below(6); n > 0; n--) base[this.#below(base.length)] = this.#interesting()
    return this.#below(3) === 0 ? base.subarray(0, this.#below(base.length + 1)) : base
  }

  #noise(length) {
    return Uint8Array.from({ length }, () => this.#random())
  }

  /** Bytes at which counts, lengths and nibbles turn over. */
  #interesting() {
    const values = [0, 1, 2, 4, 5, 8, 0x20, 0x40, 0x45, 0x60, 0x7f, 0x80, 0xfe, 0xff]
    return this.#below(2) === 0 ? values[this.#below(values.length)] : this.#random() & 0xff
  }

  /** A message of a known type in a packet whose lengths agree, with structures that are known in it. */
  #made() {
    const { family, type } = this.#types[this.#below(this.#types.length)]
    const body = this.#noise(4 + this.#below(LONGEST - 120))
    body.set([type, this.#below(16), 0, 0])
    if (this.#below(2) === 0) this.#plantOptions(body)
    if (this.#below(3) === 0 && body.length > 160) this.#plantExtensions(body)
    const header = family === 4 ? [0x45, 0, 0, 0, 0, 0, 0, 0, 64, 1] : [0x60, 0, 0, 0, 0, 0, 58, 255]
    const packet = this.#noise((family === 4 ? 20 : 40) + body.length)
    packet.set(header)
    packet.set(body, packet.length - body.length)
    const length = family === 4 ? packet.length : body.length
    packet.set([length >> 8, length & 0xff], family === 4 ? 2 : 4)
    return packet
  }

  #plantOptions(body) {
    for (let at = 8 + 8 * this.#below(5); at + 8 < body.length; ) {
      const length = this.#below(5)
      body.set([this.#options[this.#below(this.#options.length)], length], at)
      at += Math.max(1, length) * 8
    }
  }

  #plantExtensions(body) {
    const at = 136
    body.set([0x20, 0, 0, 0], at)
    for (let next = at + 4; next + 8 < body.length; ) {
      const length = 4 * (1 + this.#below(6))
      body.set([0, length, this.#below(7), this.#below(256)], next)
      next += length
    }
  }

  #try(packet) {
    const [first, second] = this.#arenas.map((arena, n) => arena.place(packet, n === 0 ? 0x00 : 0xff))
    const before = performance.now()
    const told = this.#read(first)
    const took = performance.now() - before
    this.#time(packet, took)
    if (told !== this.#read(second)) this.#fail(packet, 'reads outside its bytes: other surroundings, other results')
    const decoded = decodePacket(first)
    if (!decoded.ok) return
    this.#counts.decoded++
    if (decoded.value.icmp !== undefined) {
      this.#counts.messages++
      // The record alone has to be enough.
      delete decoded.value.payload
    }
    if (Buffer.compare(encodePacket(decoded.value), first) !== 0) this.#fail(packet, 'encode(decode(x)) is not x')
  }

  /** All that is said of the packet, as text. */
  #read(bytes) {
    const parts = explain(bytes)
    const decoded = decodePacket(bytes)
    if (!decoded.ok) return JSON.stringify([decoded.problem, parts.length])
    const findings = validate(decoded.value)
    this.#counts.findings += findings.length
    return format(decoded.value) + JSON.stringify(findings) + meanings(parts)
  }

  #time(packet, took) {
    const bucket = packet.length >> 4
    const times = this.#times.get(bucket) ?? []
    this.#times.set(bucket, times)
    if (times.length < 2000) times.push(took)
    if (took > FLOOR) {
      this.#suspects.push({ packet: packet.slice(), bucket, took })
      if (this.#suspects.length > 2000) this.#suspects = slowest(this.#suspects, 200)
    }
  }

  /** A collection of garbage or another process hits anyone: only an input that is slow again is slow. */
  #slow() {
    const medians = new Map([...this.#times].map(([bucket, times]) => [bucket, median(times)]))
    const found = []
    for (const { packet, bucket, took } of slowest(this.#suspects, 200)) {
      const limit = Math.max(FLOOR, medians.get(bucket) * SLOW)
      if (took <= limit) continue
      const again = Array.from({ length: 9 }, () => {
        const before = performance.now()
        this.#read(packet)
        return performance.now() - before
      })
      if (median(again) > limit) found.push({ packet: Buffer.from(packet).toString('hex'), ms: median(again), limit })
    }
    return found
  }

  report() {
    const slow = this.#slow()
    return { ...this.#counts, failures: this.#failures, slow }
  }
}

function meanings(parts) {
  return parts
    .map(
      ({ name, offset, length, meaning, parts: inner }) =>
        `${name}${offset}+${length}${meaning}${inner ? meanings(inner) : ''}`,
    )
    .join()
}

function slowest(suspects, most) {
  return suspects.sort((a, b) => b.took - a.took).slice(0, most)
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
