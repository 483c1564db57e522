import type { SendFailure } from '../types.js'

export interface TunConfig {
  /**
   * At most 15 characters; a `%d` in it becomes the first free number. Default `icmp%d`. A persistent device of that name
   * (`ip tuntap add … user …`) is attached to, which needs no privilege where `/dev/net/tun` may be opened.
   */
  name?: string | undefined
  /** Bytes, 68 to 65,535; below 1,280 the device has no IPv6. Default: the system's (1,500). */
  mtu?: number | undefined
  /** Where to move it at once: see {@link TunDevice.moveTo}. */
  namespace?: string | undefined
}

/** Called only from within `write()` and `drain()`, or in a fresh event-loop turn. */
export interface TunHandler {
  /** A whole IP packet that the system sent into the device. The bytes are lent until return. */
  packet(bytes: Uint8Array): void
  /**
   * The system did not take the packet at that place of the batch, the others are none the worse: `EINVAL` for what is
   * no IP packet, `EMSGSIZE` for more than 65,535 bytes, `EIO` while the device is down.
   */
  refused(index: number, failure: SendFailure): void
  /** There is room again, after a `write` that took less than it was given. */
  writable(): void
  /** All that was there was handed over; ends each turn in which the device called by itself. */
  drained(): void
  /** The device is gone: `ENODEV` when it was deleted, also with its namespace. */
  closed(error: Error): void
}

/**
 * A network device whose other end is this program: each packet that the system sends into it is handed over, each one
 * that is written the system receives by it. It is down at first, without an address.
 */
export interface TunDevice {
  /** As it is called now, which someone may have changed. */
  readonly name: string
  /** Bytes, as it was when the device was opened. */
  readonly mtu: number
  /** Packets taken from the front, with those that were refused; the rest waits for `writable`. */
  write(batch: readonly Uint8Array[]): number
  /** Reads about `max` packets without blocking; less than `max` returned means empty. */
  drain(max: number): number
  /**
   * Moves the device, but not this program, to another network namespace: a name of `ip netns`, or a path as
   * `/proc/123/ns/net`. It is down and without addresses there. A name that is taken there gets another number if it
   * was given with `%d`.
   *
   * @throws {NativeError} `ENOENT` when there is none, `EPERM`, `EEXIST` when its name is taken there
   */
  moveTo(namespace: string): void
  /** Whether the device holds the event loop; at first it does not. */
  keepAlive(on: boolean): void
  /** The device disappears, unless it is a persistent one. Closing twice is no error. */
  close(): void
}
