import { cidr } from '@icmp/ping'

/** Each target, ranges address by address. @throws `ICMP_INVALID_TARGET` for a range that is none */
export function* targetsOf(words: Iterable<string>): Generator<string> {
  for (const word of words) {
    if (word.includes('/')) yield* cidr(word)
    else yield word
  }
}

/** The same for words that nobody has looked at: a range that is none is told as any name that nobody knows. */
export function* unchecked(words: Iterable<string>): Generator<string> {
  for (const word of words) {
    const range = word.includes('/') ? rangeOf(word) : undefined
    if (range === undefined) yield word
    else yield* range
  }
}

function rangeOf(word: string): Iterable<string> | undefined {
  try {
    return cidr(word)
  } catch {
    return undefined
  }
}

/** How many targets a word stands for. */
export function sizeOf(word: string): number {
  const [address = '', length] = word.split('/')
  if (length === undefined) return 1
  const bits = (address.includes(':') ? 128 : 32) - Number(length)
  return bits >= 0 && bits <= 128 ? 2 ** bits : 1
}

/** Longer lines than that hold no target. */
const LONGEST_LINE = 4096

/** The first word of each line, without empty lines and what follows a `#`, out of text that comes in parts. */
export class Words {
  readonly #decoder = new TextDecoder()
  #rest = ''

  of(part: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoder.decode(part, { stream: true })).split('\n')
    // A line without an end must not fill the memory.
    this.#rest = (lines.pop() ?? '').slice(0, LONGEST_LINE)
    return lines.map(wordOf).filter(Boolean)
  }

  /** What stands after the last line's end. */
  last(): string[] {
    return [wordOf(this.#rest + this.#decoder.decode())].filter(Boolean)
  }
}

const PLAIN = /^[^\s#]+$/
const FIRST_WORD = /^\s*([^\s#]+)/

function wordOf(line: string): string {
  // Most lines are nothing but their word, and there may be millions.
  return PLAIN.test(line) ? line : (FIRST_WORD.exec(line)?.[1] ?? '')
}

export function* wordsOf(parts: Iterable<Uint8Array>): Generator<string> {
  const words = new Words()
  for (const part of parts) yield* words.of(part)
  yield* words.last()
}

/** First those of the command line, then those that come. */
export async function* asTheyCome(first: Iterable<string>, parts: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const words = new Words()
  yield* targetsOf(first)
  for await (const part of parts) yield* unchecked(words.of(part))
  yield* unchecked(words.last())
}
