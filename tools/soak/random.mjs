// Randomness that can be had again: from a seed, and from what it is asked about.

/** 32 well-mixed bits of some whole numbers: MurmurHash3's steps, with its finaliser. */
export function mix(...numbers) {
  let hash = 0x9747b28c
  for (const number of numbers) {
    const word = Math.imul(number, 0xcc9e2d51)
    hash ^= Math.imul((word << 15) | (word >>> 17), 0x1b873593)
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** The same numbers for the same seeds. */
export class Random {
  #seed
  #drawn = 0

  constructor(...seeds) {
    this.#seed = mix(...seeds)
  }

  /** 0 to 1, 1 excluded. */
  fraction() {
    return mix(this.#seed, this.#drawn++) / 0x1_0000_0000
  }

  /** A whole number below that one. */
  below(count) {
    return Math.floor(this.fraction() * count)
  }

  /** A whole number from one to the other, both included. */
  between(least, most) {
    return least + this.below(most - least + 1)
  }

  chance(probability) {
    return this.fraction() < probability
  }

  pick(list) {
    return list[this.below(list.length)]
  }

  /** A key of the table, as often as its number says. */
  weighted(table) {
    const entries = Object.entries(table)
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of entries) {
      left -= weight
      if (left < 0) return name
    }
    return entries.at(-1)[0]
  }
}
