import type { EchoSocket, PacketSocket, SendFailure, SocketOptions } from '../../transport/contract.js'
import type { Family } from '../../wire/address.js'
import type { PcapngPacket } from '../../wire/pcapng/pcapng.js'
import type { PcapFile } from './file.js'

/** Error codes that are counted apart; there are few. */
const MOST_CODES = 16

/** A packet as it goes into the file. */
export interface Captured {
  bytes: Uint8Array
  /** How long it was, where more than its bytes. */
  length: number
  comment?: string | undefined
}

/** What passes one socket, which is an interface of the file. */
export abstract class Tap {
  protected readonly file: PcapFile
  protected readonly family: Family
  protected readonly options: SocketOptions
  readonly #socket: PacketSocket | EchoSocket
  readonly #interface: number
  readonly #since: number
  readonly #failures = new Map<string, number>()
  #received = 0
  #drops = 0
  #lost = 0
  #alive = false
  #closed = false

  constructor(file: PcapFile, name: string, options: SocketOptions, socket: PacketSocket | EchoSocket) {
    this.file = file
    this.family = options.family
    this.options = options
    this.#socket = socket
    this.#since = file.wall.now()
    this.#interface = file.interface({ name: `${name}-ipv${options.family}`, description: describe(options, socket) })
  }

  /** What waits for something that it need not wait for any longer. */
  protected abstract release(): void

  /** The socket was read empty. */
  settled(): void {
    this.#countDrops()
    this.file.settled(this)
  }

  /** Whether the socket holds the program. When it doesn't, the file has to be whole after every turn. */
  keepAlive(on: boolean): void {
    if (on === this.#alive || this.#closed) return
    this.#alive = on
    if (!on) this.release()
    this.file.keepAlive(on)
  }

  close(error?: Error): void {
    if (this.#closed) return
    this.release()
    this.#countDrops()
    this.keepAlive(false)
    this.file.settled(this)
    this.file.flush()
    this.#closed = true
    const end = this.file.wall.now()
    const counted = this.#socket.capabilities.drops !== 'unknown'
    this.file.statistics({
      interface: this.#interface,
      time: end,
      start: this.#since,
      end,
      received: this.#received,
      dropped: counted ? this.#drops : undefined,
      comment: this.#closing(error),
    })
  }

  /** It was taken by the system, which then could not send it: no packet, but to be told of. */
  protected failed({ code }: SendFailure): void {
    const known = this.#failures.has(code) || this.#failures.size < MOST_CODES
    const key = known ? code : 'other'
    this.#failures.set(key, (this.#failures.get(key) ?? 0) + 1)
  }

  /** @param make called when the packet is written: what it needs may not be known before */
  protected add(direction: 'in' | 'out', time: number, size: number, make: () => Captured): void {
    if (direction === 'in') this.file.reading(this)
    const dropCount = direction === 'in' ? this.#lostBefore() : undefined
    const most = this.file.snapLength || Number.POSITIVE_INFINITY
    const packet = (): Omit<PcapngPacket, 'time'> => {
      const { bytes, length, comment } = make()
      const kept = bytes.length > most ? bytes.subarray(0, most) : bytes
      return { interface: this.#interface, direction, bytes: kept, length, comment, dropCount }
    }
    this.file.add({ time, size, packet })
  }

  /** Counts one that was received; how many were lost before it, as far as it is known. */
  #lostBefore(): number | undefined {
    this.#received++
    const lost = this.#lost
    this.#lost = 0
    return lost === 0 ? undefined : lost
  }

  #countDrops(): void {
    if (this.#socket.capabilities.drops === 'unknown') return
    let drops = this.#drops
    try {
      drops = this.#socket.drops()
    } catch {
      // A socket that can't tell is its user's matter.
    }
    this.#lost += Math.max(0, drops - this.#drops)
    this.#drops = Math.max(drops, this.#drops)
  }

  #closing(error: Error | undefined): string | undefined {
    const failures = [...this.#failures].map(([code, count]) => `${count} ${code}`)
    const said = [
      error === undefined ? '' : `The socket broke: ${error.message}.`,
      failures.length === 0 ? '' : `Not sent, and not in this file: ${failures.join(', ')}.`,
    ].filter(Boolean)
    return said.length === 0 ? undefined : said.join(' ')
  }
}

/** What a reader of the file has to know of an interface's packets. */
function describe(
  { family, device, dontFragment, broadcast }: SocketOptions,
  socket: PacketSocket | EchoSocket,
): string {
  const kind = [device, dontFragment === true && "don't fragment", broadcast === true && 'broadcast'].filter(Boolean)
  const which = `ICMP${family === 6 ? 'v6' : ''} socket${kind.length === 0 ? '' : ` (${kind.join(', ')})`}`
  if (socket.mode === 'echo') {
    return `${which} of a system call: all packets are put together from requests and outcomes, with made-up identifiers and sequences`
  }
  const { identifier, errors } = socket.capabilities
  const headers =
    identifier === 'caller' && family === 4
      ? 'IP headers of sent packets are reconstructed'
      : 'IP headers are reconstructed'
  return errors === 'reports' ? `${which}: ${headers}, and ICMP errors from the error queue` : `${which}: ${headers}`
}
