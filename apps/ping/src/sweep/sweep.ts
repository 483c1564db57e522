import { type SweepAnswer, sweep } from '@icmp/ping'
import type { Environment } from '../environment.js'
import { triptime } from '../text/time.js'
import { parseSweep, type SweepConfig } from './options.js'
import { Progress } from './progress.js'
import { asTheyCome, sizeOf, targetsOf, unchecked, wordsOf } from './targets.js'

/** How a sweep stands. */
interface Counts {
  targets: number
  alive: number
  unreachable: number
  unresolved: number
}

/**
 * `icmp-ping --sweep`.
 * @param argv what follows the program's name
 * @returns the exit status: 0 all answered, 1 some did not
 */
export async function sweepAs(argv: readonly string[], environment: Environment): Promise<number> {
  const config = parseSweep(argv)
  if (typeof config === 'string') {
    environment.stdout.write(config)
    return 0
  }
  // What is wrong with a range of the command line is said before anything is sent; of a file, where it stands.
  for (const word of config.targets) if (word.includes('/')) targetsOf([word]).next()
  const controller = new AbortController()
  const { targets, total } = targetsFor(config, environment, controller.signal)
  const pinger = await environment.createPinger({ transport: config.transport })
  const deaf = environment.signals.listen({ interrupt: () => controller.abort(), status: () => {} })
  const line = await environment.statusLine()
  const progress = line && new Progress(line, environment.clock, total())
  const counts: Counts = { targets: 0, alive: 0, unreachable: 0, unresolved: 0 }
  try {
    const { timeout, retries, concurrency, rate, size, ttl, family } = config
    const options = { pinger, signal: controller.signal, timeout, retries, concurrency, rate, size, ttl, family }
    for await (const answer of sweep(targets, options)) {
      count(counts, answer)
      if (shown(config, answer)) environment.stdout.write(config.json ? json(answer) : sentence(answer))
      progress?.update(counts.targets, counts.alive)
    }
  } catch (error) {
    // Ctrl-C ends the sweep; what was found until then is told.
    if (!controller.signal.aborted) throw error
  } finally {
    progress?.end()
    deaf()
    // Nor is anything read any more.
    controller.abort()
    await pinger.close()
  }
  tell(counts, config, environment, pinger.localDrops())
  return counts.alive === counts.targets && counts.targets > 0 ? 0 : 1
}

interface Targets {
  targets: Iterable<string> | AsyncIterable<string>
  /** How many there are, where it can be known. Takes a walk through the file. */
  total(): number | undefined
}

function targetsFor({ targets, file }: SweepConfig, environment: Environment, signal: AbortSignal): Targets {
  if (file === undefined) return { targets: targetsOf(targets), total: () => sum(targets) }
  const parts = environment.parts(file === '-' ? undefined : file, signal)
  if (Symbol.asyncIterator in parts) return { targets: asTheyCome(targets, parts), total: () => undefined }
  return { targets: both(targets, parts), total: () => sum(targets) + sum(wordsOf(parts)) }
}

function* both(words: Iterable<string>, parts: Iterable<Uint8Array>): Generator<string> {
  yield* targetsOf(words)
  yield* unchecked(wordsOf(parts))
}

function sum(words: Iterable<string>): number {
  let total = 0
  for (const word of words) total += sizeOf(word)
  return total
}

function count(counts: Counts, { ok, status }: SweepAnswer): void {
  counts.targets++
  if (ok) counts.alive++
  else if (status === 'unresolved') counts.unresolved++
  else counts.unreachable++
}

function shown({ show }: SweepConfig, { ok, status }: SweepAnswer): boolean {
  if (show === 'alive') return ok
  return show === 'all' || (show === 'unreachable' && !ok && status !== 'unresolved')
}

function json(answer: SweepAnswer): string {
  if (answer.status !== 'unresolved') return `${JSON.stringify({ event: 'answer', ...answer })}\n`
  const { code, message } = answer.error
  return `${JSON.stringify({ event: 'answer', ...answer, error: { code, message } })}\n`
}

/** In fping's words, which many scripts know. */
function sentence(answer: SweepAnswer): string {
  switch (answer.status) {
    case 'reply':
      return `${answer.target} is alive (${triptime(answer.rtt)} ms)\n`
    case 'timeout':
      return `${answer.target} is unreachable\n`
    case 'unresolved':
      return `${answer.target}: ${answer.error.message}\n`
    default:
      return `${answer.target} is unreachable (${answer.status}${'from' in answer ? ` from ${answer.from}` : ''})\n`
  }
}

function tell(counts: Counts, { json }: SweepConfig, environment: Environment, localDrops: number | undefined): void {
  if (json) {
    environment.stdout.write(`${JSON.stringify({ event: 'summary', ...counts, localDrops })}\n`)
    return
  }
  const { targets, alive, unreachable, unresolved } = counts
  const lost = localDrops === undefined || localDrops === 0 ? '' : `, ${localDrops} answers lost in own buffers`
  environment.stderr.write(
    `${targets} targets: ${alive} alive, ${unreachable} unreachable, ${unresolved} unknown${lost}\n`,
  )
}
