import { cidr } from '@icmp/ping'

/** Each target, ranges address by address. @throws `ICMP_INVALID_TARGET` for a range that is none */
export function* targetsOf(words: Iterable<string>): Generator<string> {
  for (const word of words) {
    if (word.includes('/')) yield* cidr(word)
    else yield word
  }
}

/** Targets of a file: the first word of each line, without empty lines and what follows a `#`. */
export function wordsOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/)[0] ?? '')
    .filter((word) => word !== '')
}
