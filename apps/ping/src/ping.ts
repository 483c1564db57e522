import { IcmpError } from '@icmp/core'
import type { Pinger } from '@icmp/ping'
import { type Destination, locate } from './destination.js'
import type { Environment, Signals, Terminal } from './environment.js'
import { checkManners, checkMannersToMany } from './manners.js'
import { Names } from './names.js'
import type { PingConfig } from './options/config.js'
import { FloodReport } from './report/flood.js'
import { JsonReport } from './report/json.js'
import type { Report } from './report/report.js'
import { TextReport } from './report/text.js'
import { type Outcome, Run } from './run.js'
import { verbosely } from './text/banner.js'

/**
 * Pings one host, or several at once.
 * @returns the exit status: of several hosts the worst
 * @throws what is wrong with any host before anything is sent; what the pinger throws after the summaries
 */
export async function pingAs(config: PingConfig, environment: Environment): Promise<number> {
  checkManners(config, environment.uid)
  const terminal = config.ui ? requireTerminal(environment) : undefined
  const pinger = await environment.createPinger({ transport: config.transport })
  try {
    if (config.verbose) environment.stderr.write(verbosely(config.family, pinger.transport))
    const destinations: Destination[] = []
    for (const host of config.destinations) {
      const destination = await locate(host, config, pinger, environment)
      checkMannersToMany(config, destination, environment.uid)
      destinations.push(destination)
    }
    const parts = { environment, pinger }
    return await (terminal === undefined
      ? together(destinations, config, parts)
      : live(destinations, config, { ...parts, terminal }))
  } finally {
    await pinger.close()
  }
}

interface Parts {
  environment: Environment
  pinger: Pinger
}

/** @throws `ICMP_INVALID_OPTION` */
function requireTerminal(environment: Environment): Terminal {
  const terminal = environment.terminal()
  if (terminal !== undefined) return terminal
  const message = '--ui needs a terminal for standard input and output: leave it out, or run it in one.'
  throw new IcmpError('ICMP_INVALID_OPTION', message)
}

/** The same in a live view. What it takes is loaded only then: it takes longer than all the rest of the program. */
async function live(
  destinations: readonly Destination[],
  config: PingConfig,
  { environment, pinger, terminal }: Parts & { terminal: Terminal },
): Promise<number> {
  const [{ Screen }, { LiveReport }] = await Promise.all([import('./ui/screen.js'), import('./ui/report.js')])
  const interrupts = new Set<() => void>()
  const signals: Signals = {
    listen: (on) => {
      interrupts.add(on.interrupt)
      return environment.signals.listen(on)
    },
  }
  const quit = (): void => {
    for (const interrupt of interrupts) interrupt()
  }
  const screen = new Screen({ terminal, clock: environment.clock, color: environment.color, quit })
  const reportFor = (destination: Destination): Report =>
    new LiveReport(screen.add(destination), screen, reportOf(destination, config, { environment, pinger }))
  try {
    return await together(destinations, config, { environment: { ...environment, signals }, pinger }, reportFor)
  } finally {
    await screen.leave()
  }
}

async function together(
  destinations: readonly Destination[],
  config: PingConfig,
  parts: Parts,
  reportFor: (destination: Destination) => Report = (destination) => reportOf(destination, config, parts),
): Promise<number> {
  const reports = destinations.map(reportFor)
  const runs = destinations.map((destination, at) => new Run(config, destination, { ...parts, report: reports[at]! }))
  const outcomes: Outcome[] = await Promise.all(runs.map((run) => run.toEnd()))
  for (const [at, { facts }] of outcomes.entries()) await reports[at]!.summary(facts)
  const failed = outcomes.find(({ failure }) => failure !== undefined)
  if (failed?.failure !== undefined) throw failed.failure.error
  return Math.max(...outcomes.map(({ status }) => status))
}

function reportOf(destination: Destination, config: PingConfig, { environment, pinger }: Parts): Report {
  if (config.json) return new JsonReport(environment.stdout, config.quiet)
  const names = new Names(config.numeric || destination.literal, environment.nameOf)
  const text = new TextReport(config, { names, transport: pinger.transport }, environment)
  if (!config.flood || config.quiet) return text
  const width = environment.columns() ?? Number.POSITIVE_INFINITY
  return new FloodReport(environment.stdout, text, { audible: config.audible, width })
}
