export interface DelayLine<Packet> {
  /** How many wait. */
  readonly size: number
  /** `delay` in milliseconds. */
  push(packet: Packet, delay: number): void
  /** Forgets what waits. */
  close(): void
}

export interface DelayClock {
  now(): number
  setTimer(delay: number, run: () => void): { cancel(): void }
}

/** Hands over what is due, together and in the order in which it is. Default clock: the addon's. */
export function createDelayLine<Packet>(deliver: (packets: Packet[]) => void, clock?: DelayClock): DelayLine<Packet>
