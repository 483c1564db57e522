import type { DontFragment, Family } from '@icmp/core'

export type TransportChoice = 'auto' | 'dgram' | 'raw'

/** What a run is told. Times are in milliseconds. */
export interface PingConfig extends Timing, Packet, Printing {
  /** One or more, as the user wrote them. */
  destinations: string[]
  family?: Family | undefined
  transport: TransportChoice
}

/** When requests are sent, and when it ends. */
export interface Timing {
  count?: number | undefined
  /** 0 with `-f` alone. */
  interval: number
  /** `-A`: as fast as answers come, `interval` before the first. */
  adaptive: boolean
  flood: boolean
  /** `-l`: requests that are sent at once at the beginning. */
  preload: number
  /** `-W`: how long to wait after the last request if nothing was ever answered; 0 for ever. */
  linger: number
  /** `-w`: when to end, whatever was answered. */
  deadline?: number | undefined
}

/** What is sent, and from where. */
export interface Packet {
  size: number
  ttl?: number | undefined
  pattern?: Uint8Array | undefined
  trafficClass?: number | undefined
  dontFragment?: DontFragment | undefined
  broadcast: boolean
  /** `-S`: what SO_SNDBUF is asked for. */
  sendBuffer?: number | undefined
  source?: string | undefined
  device?: string | undefined
}

/** What is printed, and how. */
export interface Printing {
  numeric: boolean
  quiet: boolean
  timestamps: boolean
  verbose: boolean
  audible: boolean
  /** `-U`: round trips by this process's clock, not the kernel's. */
  userLatency: boolean
  json: boolean
  ui: boolean
}

export type Invocation =
  | { kind: 'ping'; config: PingConfig }
  | { kind: 'doctor'; json: boolean }
  | { kind: 'text'; text: string }
