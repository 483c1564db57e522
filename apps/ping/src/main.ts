import { IcmpError } from '@icmp/core'
import type { Environment } from './environment.js'
import { parse } from './options/parse.js'
import { pingAs } from './ping.js'
import { sweepAs } from './sweep/sweep.js'

/** Bad input, a missing permission, an unknown host. */
const ERROR = 2

/**
 * The whole program.
 * @param argv what follows the program's name
 * @returns the exit status: 0 something answered, 1 nothing did, 2 error
 */
export async function main(argv: readonly string[], environment: Environment): Promise<number> {
  try {
    if (argv[0] === 'decode') return await (await environment.load.decode()).decode(argv.slice(1), environment)
    if (argv.includes('--sweep')) return await sweepAs(argv, environment)
    const invocation = parse(argv)
    switch (invocation.kind) {
      case 'text':
        environment.stdout.write(invocation.text)
        return 0
      case 'doctor':
        return await (await environment.load.doctor()).doctor(environment, invocation.json)
      case 'ping':
        return await pingAs(invocation.config, environment)
    }
  } catch (error) {
    if (!(error instanceof IcmpError)) throw error
    environment.stderr.write(`icmp-ping: ${error.message}\n`)
    return ERROR
  }
}
