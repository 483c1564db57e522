/** An echo message in place: for paths where a record for each packet costs too much, and for those who rewrite it. */
import { readU16, writeU16 } from './bytes.js'
import { updateChecksum } from './checksum.js'

const CHECKSUM = 2
const IDENTIFIER = 4
const SEQUENCE = 6
const DATA = 8

/** After `on` gave a view, no accessor of it throws or reads outside the message. Setters keep the checksum right. */
export class EchoView {
  private readonly bytes: Uint8Array
  private readonly offset: number

  private constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes
    this.offset = offset
  }

  /** A view of the echo message at `offset`, or undefined if the bytes are too few for its header. */
  static on(bytes: Uint8Array, offset = 0): EchoView | undefined {
    return offset >= 0 && bytes.length - offset >= DATA ? new EchoView(bytes, offset) : undefined
  }

  get type(): number {
    return this.bytes[this.offset]!
  }

  get code(): number {
    return this.bytes[this.offset + 1]!
  }

  get checksum(): number {
    return readU16(this.bytes, this.offset + CHECKSUM)
  }

  get identifier(): number {
    return readU16(this.bytes, this.offset + IDENTIFIER)
  }

  set identifier(value: number) {
    this.change(IDENTIFIER, value)
  }

  get sequence(): number {
    return readU16(this.bytes, this.offset + SEQUENCE)
  }

  set sequence(value: number) {
    this.change(SEQUENCE, value)
  }

  get data(): Uint8Array {
    return this.bytes.subarray(this.offset + DATA)
  }

  /** By RFC 1624, so that a checksum that was wrong stays wrong by as much: nothing that was damaged is made good. */
  private change(field: number, value: number): void {
    const at = this.offset + field
    const after = value & 0xffff
    writeU16(this.bytes, this.offset + CHECKSUM, updateChecksum(this.checksum, readU16(this.bytes, at), after))
    writeU16(this.bytes, at, after)
  }
}
