// Collects what differs between a record and what was decoded.

/** Differences of one record, each with the path of the field. */
export class Differences {
  #found = []

  get found() {
    return this.#found
  }

  /** A field that the record doesn't have, or has as null, says nothing. */
  compare(path, expected, actual) {
    if (expected === undefined || expected === null) return
    if (JSON.stringify(expected) === JSON.stringify(actual)) return
    this.#found.push({ path, expected, actual })
  }

  say(path, expected, actual) {
    this.#found.push({ path, expected, actual })
  }
}

export function flag(value) {
  return value ? 1 : 0
}
