import type { TunHost, TunHostOptions } from './tun-host.mjs'

export interface EchoResponderOptions extends Omit<TunHostOptions, 'onPacket' | 'onDrained'> {
  /** Milliseconds between a request and its reply, as fine as the addon's timers. Default 0: at once. */
  delay?: number
}

export interface EchoResponder extends TunHost {
  /** How many requests it has answered. */
  answered(): number
}

/** Needs root on Linux: see `noTunHost`. */
export function openEchoResponder(options: EchoResponderOptions): EchoResponder
