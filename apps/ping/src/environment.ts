import type { Family } from '@icmp/core'
import type { Pinger, PingerOptions, TransportStatus } from '@icmp/ping'

/** Where text goes: standard output and standard error, or a test's list. */
export interface Output {
  write(text: string): unknown
}

/** A line of a terminal that is drawn again and again, below all that is printed meanwhile. */
export interface StatusLine {
  columns(): number
  show(text: string): void
  /** Takes it away. */
  end(): void
}

/** Standard input and output, both a terminal. */
export interface Terminal {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
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

export interface Load {
  decode(): Promise<Pick<typeof import('./decode/decode.js'), 'decode'>>
  doctor(): Promise<Pick<typeof import('./doctor.js'), 'doctor'>>
}

/** All that the program takes from outside, so that tests run it without a network, a clock or a terminal. */
export interface Environment {
  /** What few runs need, and all would wait for at their start. */
  load: Load
  stdout: Output
  stderr: Output
  /** Whether standard output is to be coloured; only `doctor` and the live view ever are. */
  color: boolean
  /** Columns of the terminal that standard output is; undefined where it is none. */
  columns(): number | undefined
  clock: Clock
  signals: Signals
  /** The user's id; undefined where the system has none. */
  uid: number | undefined
  createPinger(options: PingerOptions): Promise<Pinger>
  availableTransports(): Promise<TransportStatus[]>
  /** The name of an address, or undefined when it has none. */
  nameOf(address: string): Promise<string | undefined>
  /** How the system would send there. Rejects with an `IcmpError`. */
  route(query: RouteQuery): Promise<Route>
  /** All of a file, or of standard input. Rejects with an `IcmpError`. */
  read(file: string | undefined): Promise<Uint8Array>
  /**
   * The same part by part, as they are asked for: at once those of a file, which may be asked for again; those of standard
   * input, or of a pipe, as they come. @throws an `IcmpError`
   */
  parts(file: string | undefined, signal: AbortSignal): Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  /** Undefined where standard input or output is none. */
  terminal(): Terminal | undefined
  /** A line on standard error, where that is a terminal. */
  statusLine(): Promise<StatusLine | undefined>
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
  /** Whether it may be a broadcast address. */
  broadcast: boolean
}

export interface Route {
  /** The source address that the system picks. */
  source?: string | undefined
  /** It is a broadcast address. */
  broadcast: boolean
}
