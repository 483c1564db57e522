import { IcmpError } from '@icmp/core'
import { type Command, CommanderError } from 'commander'

/**
 * @param argv what follows the command's name
 * @returns the command, which has read them; the text where help or the version is asked for
 * @throws `ICMP_INVALID_OPTION`: usage errors are told by the caller, as all others
 */
export function readArguments(command: Command, argv: readonly string[]): Command | string {
  let text = ''
  command.exitOverride().configureOutput({
    writeOut: (part) => {
      text += part
    },
    writeErr: () => {},
  })
  try {
    return command.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return text
    // What was meant instead, which commander guesses, is a line of its own there.
    const reason = error.message.replace(/^error: /, '').replaceAll('\n', ' ')
    const message = `${reason}: '${command.name()} --help' lists the options.`
    throw new IcmpError('ICMP_INVALID_OPTION', message, { cause: error })
  }
}
