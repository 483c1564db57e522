/** A piece of a packet, for a reader: where it lies, what is there, what it means. */
export interface Part {
  /** As the standard calls it. */
  name: string
  /** Bytes from the start of the packet. */
  offset: number
  /** Bytes, the last one counted though only some of its bits belong to it. */
  length: number
  /** For a field that is not whole bytes: its first bit, counted from the most significant of `offset`, and how many. */
  bits?: { first: number; count: number } | undefined
  /** The value for a reader. */
  meaning: string
  /** What it consists of. */
  parts?: Part[] | undefined
}
