import { isIP } from 'node:net'
import type { Family } from '@icmp/core'
import type { PingAnswer, PingEvent } from '@icmp/ping'
import type { Destination } from '../destination.js'
import type { Output } from '../environment.js'
import { Lines } from '../lines.js'
import { isToMany } from '../manners.js'
import type { Names } from '../names.js'
import type { PingConfig } from '../options/config.js'
import type { Statistics } from '../statistics.js'
import { BROADCAST_WARNING, banner, foreignSource, patternLine, resolved } from '../text/banner.js'
import { type ErrorFacts, errorText4, redirectText } from '../text/error-v4.js'
import { errorText6 } from '../text/error-v6.js'
import { sendFailed, tooLong } from '../text/local-error.js'
import { icmpSequence, type ReplyText, replyLine } from '../text/reply.js'
import { status, summary } from '../text/summary.js'
import { timestamp } from '../text/time.js'
import { isReply, type Report, type SummaryReport } from './report.js'

type NetworkError = Extract<PingAnswer, { type: number }>

/** The text of iputils' ping: what scripts parse. */
export class TextReport implements Report {
  readonly #config: PingConfig
  readonly #names: Names
  readonly #stdout: Lines
  readonly #stderr: Output
  /** iputils tells the identifier where it chose it. */
  readonly #tellsIdentifier: boolean
  /** Many answer each request then: one a request counts, and the others are not marked but with `-v`. */
  #toMany = false
  /** What tells the lines of several hosts apart that name none of them. */
  #of = ''

  constructor(
    config: PingConfig,
    { names, transport }: { names: Names; transport: string },
    output: { stdout: Output; stderr: Output },
  ) {
    this.#config = config
    this.#names = names
    this.#tellsIdentifier = config.verbose && transport === 'raw'
    this.#stdout = new Lines(output.stdout)
    this.#stderr = output.stderr
  }

  async begin(destination: Destination): Promise<void> {
    const { pattern, quiet, verbose, destinations } = this.#config
    this.#toMany = isToMany(this.#config, destination)
    if (destinations.length > 1) this.#of = destination.host
    if (verbose) this.#stdout.say(resolved(destination))
    if (destination.broadcast) this.#stderr.write(BROADCAST_WARNING)
    if (destination.foreignSource) this.#stderr.write(foreignSource(destination))
    if (pattern !== undefined && !quiet) this.#stdout.say(patternLine(pattern))
    const whereto = destination.family === 6 ? await this.#names.of(destination.address) : destination.address
    this.#stdout.say(banner(destination, whereto))
  }

  sent(): void {}

  answer(answer: PingAnswer, at: number): void {
    if (answer.status === 'timeout') return
    if (answer.status === 'reply') {
      const { bytes, from, sequence, ttl, rtt, identifier } = answer
      this.#reply({ bytes, from, sequence, ttl, rtt, identifier }, at)
    } else if (answer.status === 'send-error') this.#localError(sendFailed(answer.error))
    else if (!('type' in answer)) this.#localError(tooLong(answer.family, answer.mtu))
    else this.#networkError(answer, at)
  }

  event(event: PingEvent, at: number): void {
    const { type, bytes, from, sequence, ttl, rtt, identifier, icmpType, icmpCode } = event
    if (type === 'late' && !isReply(event)) {
      this.#error(
        { from, sequence, family: isIP(from.split('%')[0]!) as Family },
        { type: icmpType!, code: icmpCode! },
        at,
      )
    } else if (type === 'redirect') {
      this.#line(
        at,
        from,
        (name) => `From ${name}: ${icmpSequence(sequence)} ${redirectText(event.gateway ?? '')}${this.#whose()}\n`,
      )
    } else {
      const duplicate = type === 'duplicate' && (!this.#toMany || this.#config.verbose)
      this.#reply({ bytes, from, sequence, ttl, rtt, identifier, duplicate, corrupted: type === 'corrupted' }, at)
    }
  }

  #reply(reply: Omit<ReplyText, 'size'>, at: number): void {
    const { size, audible } = this.#config
    const identifier = this.#tellsIdentifier ? reply.identifier : undefined
    this.#line(at, reply.from, (from) => replyLine({ ...reply, from, size, audible, identifier }))
  }

  #networkError(answer: NetworkError, at: number): void {
    const { type, code } = answer
    this.#error(
      answer,
      {
        type,
        code,
        mtu: answer.status === 'packet-too-big' ? answer.mtu : undefined,
        pointer: answer.status === 'parameter-problem' ? answer.pointer : undefined,
      },
      at,
    )
  }

  #error(of: { from: string; sequence: number; family: Family }, facts: ErrorFacts, at: number): void {
    const text = of.family === 4 ? errorText4(facts) : errorText6(facts)
    this.#line(at, of.from, (from) => `From ${from} ${icmpSequence(of.sequence)} ${text}${this.#whose()}\n`)
  }

  #localError(sentence: string): void {
    if (!this.#config.quiet) this.#stderr.write(`icmp-ping: ${sentence}${this.#whose()}\n`)
  }

  #whose(): string {
    return this.#of === '' ? '' : ` (to ${this.#of})`
  }

  #line(at: number, address: string, text: (name: string) => string): void {
    if (this.#config.quiet) return
    const prefix = this.#config.timestamps ? timestamp(at) : ''
    const name = this.#names.of(address)
    this.#stdout.say(typeof name === 'string' ? prefix + text(name) : name.then((known) => prefix + text(known)))
  }

  hurry(): void {
    this.#names.stop()
  }

  status(statistics: Statistics): void {
    const line = status({ statistics, size: this.#config.size })
    this.#stderr.write(this.#of === '' ? line : `\r${this.#of}: ${line.slice(1)}`)
  }

  async summary({ destination, statistics, asFastAsAnswered }: SummaryReport): Promise<void> {
    await this.#stdout.flushed()
    this.#stdout.say(summary({ host: destination.host, statistics, size: this.#config.size, asFastAsAnswered }))
    await this.#stdout.flushed()
  }
}
