import type { Family } from '@icmp/core'
import type { Pinger, PingerOptions, TransportStatus } from '@icmp/ping'

/** Where text goes: standard output and standard error, or a test's list. */
export interface Output {
  write(text: string): unknown
}

export interface Clock {
  /** Monotonic milliseconds. */
  now(): number
  /** Milliseconds since 1970, with fractions. */
  wallClock(): number
  /** Calls once after that many milliseconds, however many; the result cancels it. */
  after(milliseconds: number, call: () => void): () => void
}

/** What a signal asks for: `interrupt` (SIGINT) the summary and the end, `status` (SIGQUIT) a status line. */
export interface Signals {
  /** The result stops listening. */
  listen(on: { interrupt: () => void; status: () => void }): () => void
}

/** All that the program takes from outside, so that tests run it without a network, a clock or a terminal. */
export interface Environment {
  stdout: Output
  stderr: Output
  /** Whether standard output is to be coloured; only `doctor` ever is. */
  color: boolean
  clock: Clock
  signals: Signals
  /** The user's id; undefined where the system has none. */
  uid: number | undefined
  createPinger(options: PingerOptions): Promise<Pinger>
  availableTransports(): Promise<TransportStatus[]>
  /** The name of an address, or undefined when it has none. */
  nameOf(address: string): Promise<string | undefined>
  /** The source address that the system picks for that destination. Rejects with an `IcmpError`. */
  route(query: RouteQuery): Promise<string | undefined>
  /** All of a file, or of standard input. Rejects with an `IcmpError`. */
  read(file: string | undefined): Promise<Uint8Array>
  /** Addresses of a network interface. */
  addressesOf(device: string, family: Family): string[]
}

export interface RouteQuery {
  address: string
  family: Family
  /** Bind to this address first. */
  source?: string | undefined
  /** The requests will leave through this interface, which a route lookup can't be told: its failure means nothing. */
  device?: string | undefined
}
