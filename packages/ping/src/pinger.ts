import { randomFillSync } from 'node:crypto'
import {
  Client,
  checkCount,
  checkDontFragment,
  checkHopLimit,
  checkInterval,
  checkPreload,
  checkSendBuffer,
  checkSignal,
  checkSize,
  checkTimeout,
  checkTrafficClass,
  type Family,
  IcmpError,
  MAX_DATA,
  ProbeStream,
  throwIfAborted,
} from '@icmp/core'
import { addressText, toAnswer } from './answer.js'
import { AnswerStream, type Listeners, listening } from './answer-stream.js'
import { checkPattern } from './echo-data.js'
import { requireInterface } from './interfaces.js'
import { OnePing, type Question } from './one-ping.js'
import { recorded } from './pcap.js'
import { prober } from './prober.js'
import { parseLiteral, resolveTarget } from './resolve.js'
import { checkStatistics } from './statistics/statistics.js'
import { ChannelTracer } from './trace.js'
import { chooseTransport } from './transports.js'
import type { PingAnswer, Pinger, PingerOptions, PingOptions, StreamOptions } from './types.js'

const DEFAULT_INTERVAL = 1000
const MOST_RESPONDERS = 65_536

/**
 * Opens nothing yet, but makes sure that a transport works here.
 * @throws `ICMP_PERMISSION`, `ICMP_BINARY_MISSING`, `ICMP_NO_TRANSPORT`, `ICMP_INVALID_OPTION`
 */
export async function createPinger(options: PingerOptions = {}): Promise<Pinger> {
  const chosen = await chooseTransport(options.transport)
  const transport = options.pcap === undefined ? chosen : recorded(chosen, options.pcap)
  const client = new Client({
    transport,
    random: randomFillSync,
    trace: new ChannelTracer(transport.name, options.trace),
  })
  const pinger = new ClientPinger(client)
  abandoned.register(pinger, client)
  return pinger
}

/**
 * Open sockets are held by their environment, not by the pinger: those of a pinger that was dropped are closed here. A
 * `ping()` under way refers to its pinger, and so does a stream, hence nothing is pending that somebody waits for. What
 * a client remembers of ended probes must not lead back to the pinger: see `listening`.
 */
const abandoned = new FinalizationRegistry<Client>((client) => {
  // There is nobody left to tell of a socket that can't be closed.
  client.close().catch(() => {})
})

/** What is wrong with the options by themselves: said before anything is resolved or opened. */
export function checkPingOptions(options: PingOptions): void {
  const { family, ttl, timeout, trafficClass, size, pattern } = options
  if (family !== undefined && family !== 4 && family !== 6) {
    throw new IcmpError('ICMP_INVALID_OPTION', `Invalid family ${family}: give 4 or 6.`)
  }
  checkResponders(options)
  checkText('source', options.source)
  checkText('interface', options.interface)
  checkHopLimit(ttl)
  checkTimeout(timeout)
  checkTrafficClass(trafficClass)
  checkDontFragment(options.dontFragment)
  checkSendBuffer(options.sendBuffer)
  checkClock(options.rttClock)
  checkSignal(options.signal)
  // What the target's family is may not be known yet: IPv6 carries more.
  checkSize(size, MAX_DATA[family ?? 6])
  checkPattern(pattern)
}

export class ClientPinger implements Pinger {
  readonly client: Client
  /** What was asked last, without options: asking it again takes no new request. */
  #last: Question | undefined

  constructor(client: Client) {
    this.client = client
  }

  get transport(): string {
    return this.client.transport.name
  }

  ping(target: string, options?: PingOptions): Promise<PingAnswer> {
    if (options !== undefined) return this.#ping(target, options)
    try {
      const question = this.#question(target)
      const lane = question && this.client.ready(question.request)
      return lane === undefined ? this.#ping(target, {}) : new OnePing(this, lane, question!).answer
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** What to ask an address, without any options. Names may mean another one each time. */
  #question(target: string): Question | undefined {
    if (this.#last?.asked.target === target) return this.#last
    const address = parseLiteral(target, undefined)
    if (address === undefined) return undefined
    const request = prober(this.client.transport, {})(address)
    const { length: size } = request.data
    const asked = { target, address, text: addressText(address), sequence: 1, size, transport: this.transport }
    const question = { request, asked }
    // A zone's name may be another interface's the next time, as a host's name may be another host's.
    if (address.scope === 0) this.#last = question
    return question
  }

  async #ping(target: string, options: PingOptions): Promise<PingAnswer> {
    checkPingOptions(options)
    throwIfAborted(options.signal)
    const address =
      parseLiteral(target, options.family) ?? (await resolveTarget(target, options.family, options.signal))
    const probe = prober(this.client.transport, options)(address)
    const ending = await this.client.probe(probe, options.signal)
    if (ending.status === 'cancelled') throw new IcmpError('ICMP_CLOSED', 'The pinger was closed: create another one.')
    return toAnswer(ending, { target, address, sequence: 1, size: probe.data.length, transport: this.transport })
  }

  stream(target: string, options: StreamOptions = {}): AsyncIterableIterator<PingAnswer> {
    checkPingOptions(options)
    if (options.interface !== undefined) requireInterface(options.interface)
    checkInterval(options.interval)
    checkPreload(options.preload)
    checkCount(options.count)
    checkInterval(options.leastInterval)
    const statistics = checkStatistics(options.statistics)
    const { signal, preload, leastInterval, interval = DEFAULT_INTERVAL, count = Number.POSITIVE_INFINITY } = options
    const { onAnswer, onEvent, onSend } = options
    const listeners: Listeners = { onAnswer, onEvent, onSend }
    return new AnswerStream(listeners, async () => {
      listeners.flow = statistics?.orderedFlow()
      listeners.flow?.attach(this.client)
      throwIfAborted(signal)
      const address = await resolveTarget(target, options.family, signal)
      const probe = prober(this.client.transport, options)(address)
      const asked = { target, address, size: probe.data.length, transport: this.transport }
      const stream = new ProbeStream(this.client, probe, {
        interval,
        leastInterval,
        preload,
        count,
        signal,
        ...listening(listeners, asked),
      })
      return { stream, asked }
    })
  }

  async resolve(
    target: string,
    options: { family?: Family | undefined } = {},
  ): Promise<{ address: string; family: Family }> {
    const address = await resolveTarget(target, options.family)
    return { address: addressText(address), family: address.family }
  }

  localDrops(): number | undefined {
    return this.client.drops()
  }

  close(): Promise<void> {
    return this.client.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** @throws `ICMP_INVALID_OPTION` */
function checkResponders({ responders, maxResponders }: PingOptions): void {
  if (responders !== undefined && responders !== 'many') {
    throw new IcmpError('ICMP_INVALID_OPTION', `Invalid responders ${responders}: give 'many', or leave it out.`)
  }
  if (maxResponders === undefined) return
  if (Number.isInteger(maxResponders) && maxResponders >= 1 && maxResponders <= MOST_RESPONDERS) return
  const message = `Invalid maxResponders ${maxResponders}: give a whole number from 1 to ${MOST_RESPONDERS}.`
  throw new IcmpError('ICMP_INVALID_OPTION', message)
}

/** @throws `ICMP_INVALID_OPTION` */
function checkText(what: string, value: unknown): void {
  if (value === undefined || typeof value === 'string') return
  throw new IcmpError('ICMP_INVALID_OPTION', `Invalid ${what} ${String(value)}: give a string.`)
}

/** @throws `ICMP_INVALID_OPTION` */
function checkClock(value: unknown): void {
  if (value === undefined || value === 'kernel' || value === 'user') return
  throw new IcmpError('ICMP_INVALID_OPTION', `Invalid rttClock ${String(value)}: give 'kernel' or 'user'.`)
}
