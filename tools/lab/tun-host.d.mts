/** Why no host can be opened here, or undefined. */
export function noTunHost(): string | undefined

export interface TunHostOptions {
  /** Of `ip netns`; has to exist. */
  namespace: string
  /** Name of the device; `%d` becomes the first free number. Default `icmp%d`. */
  device?: string
  /** Bytes; default 1,500. */
  mtu?: number
  /** The namespace's own addresses on the device, as `10.83.0.1/24`: the others of the prefix are the host's. */
  addresses: readonly { family: 4 | 6; local: string }[]
  /** More prefixes that are the host's. */
  routes?: readonly string[]
  /** An IP packet for the host. The bytes are lent until return. */
  onPacket(bytes: Uint8Array, host: TunHost): void
  /** All packets that had come were handed over. */
  onDrained?(host: TunHost): void
  /** The device is gone, as it is when its namespace is deleted. */
  onClosed?(error: Error): void
}

export interface TunHost {
  readonly namespace: string
  /** Its name in the namespace. */
  readonly device: string
  readonly mtu: number
  /** IP packets that the namespace receives from the host. What has no room waits, up to 4,096 packets. */
  send(bytes: Uint8Array): void
  sendBatch(packets: readonly Uint8Array[]): void
  /**
   * Packets that were lost: `dropped` for want of room in the waiting queue, `refused` as no IP packets, `overrun` by the
   * kernel on their way to the host, as its queue of 500 was full.
   */
  counts(): { dropped: number; refused: number; overrun: number }
  /** Whether it holds the event loop; it does at first. */
  keepAlive(on: boolean): void
  close(): void
}

/** Needs root on Linux: see `noTunHost`. Throws with what failed. */
export function openTunHost(options: TunHostOptions): TunHost
