import type { Transmit } from '../transport/contract.js'
import { ofPacket } from '../transport/dont-fragment.js'
import { writeEchoRequest } from '../wire/icmpv4/echo.js'
import { COOKIE_LENGTH, type CookieJar } from './cookie.js'
import { ECHO_HEADER } from './match-reply.js'
import type { SessionOptions } from './options.js'
import type { ProbeTable } from './probe-table.js'

/** Puts a probe into a packet: its request, sealed with a cookie, and the options that travel with it. */
export class RequestWriter {
  readonly #options: SessionOptions
  readonly #probes: ProbeTable
  readonly #jar: CookieJar
  #scratch = new Uint8Array(0)

  constructor(options: SessionOptions, probes: ProbeTable, jar: CookieJar) {
    this.#options = options
    this.#probes = probes
    this.#jar = jar
  }

  /**
   * @param key what its answer will be recognised by on the wire
   * @param spare one to fill, instead of a new one
   */
  write(row: number, key: number, spare: Transmit | undefined): Transmit {
    const probes = this.#probes
    const { data, hopLimit, trafficClass, source, interface: index } = probes.request(row)
    const dontFragment = ofPacket(probes.request(row).dontFragment)
    const length = ECHO_HEADER + data.length
    const icmp = spare?.icmp.length === length ? spare.icmp : new Uint8Array(length)
    this.#encode(row, key, data, icmp)
    const token = probes.token[row]!
    if (spare === undefined) {
      return { token, to: probes.to(row), hopLimit, trafficClass, source, interface: index, dontFragment, icmp }
    }
    spare.token = token
    probes.copyTo(row, spare.to)
    spare.hopLimit = hopLimit
    spare.trafficClass = trafficClass
    spare.source = source
    spare.interface = index
    spare.dontFragment = dontFragment
    spare.icmp = icmp
    return spare
  }

  #encode(row: number, key: number, data: Uint8Array, icmp: Uint8Array): void {
    const { family, identifiers } = this.#options
    let payload = data
    if (data.length >= COOKIE_LENGTH) {
      // A scratch array and not a part of `icmp`: `subarray` moves a small array's bytes off V8's heap, for good.
      if (this.#scratch.length !== data.length) this.#scratch = new Uint8Array(data.length)
      payload = this.#scratch
      payload.set(data)
      const { token, words, addressWords } = this.#probes
      this.#jar.write(payload, 0, token[row]!, key, words, this.#probes.wordsAt(row), addressWords)
    }
    // The wire key: which identifier of the block, and the sequence.
    writeEchoRequest(icmp, 0, family, identifiers.first + (key >>> 16), key & 0xffff, payload)
  }
}
