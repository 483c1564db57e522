/** A reader of pcapng files, written independently of the writer under test. It throws at whatever is not as it should be. */

export interface Block {
  type: number
  /** The fixed fields and the data. */
  body: DataView
  options: { code: number; value: Uint8Array }[]
}

export interface ReadPacket {
  interface: number
  /** Nanoseconds since 1970. */
  time: bigint
  bytes: Uint8Array
  length: number
  comment: string | undefined
  flags: number | undefined
  dropCount: bigint | undefined
}

/** Bytes of the fixed fields, by block type. */
const FIELDS: Readonly<Record<number, number>> = { 168627466: 16, 1: 8, 5: 12, 6: 20 }

export function readBlocks(file: Uint8Array): Block[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const blocks: Block[] = []
  for (let at = 0; at < file.length; ) {
    const type = view.getUint32(at, true)
    const length = view.getUint32(at + 4, true)
    const fields = FIELDS[type]
    if (fields === undefined) throw new Error(`block type ${type}`)
    if (length % 4 !== 0 || at + length > file.length) throw new Error(`block length ${length}`)
    if (view.getUint32(at + length - 4, true) !== length) throw new Error('the two lengths differ')
    const body = new DataView(file.buffer, file.byteOffset + at + 8, length - 12)
    blocks.push({ type, body, options: readOptions(body, fields + dataLength(type, body)) })
    at += length
  }
  return blocks
}

function dataLength(type: number, body: DataView): number {
  return type === 6 ? Math.ceil(body.getUint32(12, true) / 4) * 4 : 0
}

function readOptions(body: DataView, start: number): Block['options'] {
  const options: Block['options'] = []
  let at = start
  while (at < body.byteLength) {
    const code = body.getUint16(at, true)
    const length = body.getUint16(at + 2, true)
    at += 4
    if (code === 0) {
      if (length !== 0 || at !== body.byteLength) throw new Error('something follows the end of the options')
      return options
    }
    options.push({ code, value: new Uint8Array(body.buffer, body.byteOffset + at, length) })
    for (let pad = length; pad % 4 !== 0; pad++) if (body.getUint8(at + pad) !== 0) throw new Error('padding')
    at += Math.ceil(length / 4) * 4
  }
  if (options.length > 0) throw new Error('the options have no end')
  return options
}

export function textOf({ options }: Block, code: number): string | undefined {
  const value = options.find((option) => option.code === code)?.value
  return value && new TextDecoder('utf-8', { fatal: true }).decode(value)
}

export function readPackets(file: Uint8Array): ReadPacket[] {
  return readBlocks(file)
    .filter(({ type }) => type === 6)
    .map((block) => {
      const { body, options } = block
      const view = (code: number): DataView | undefined => {
        const value = options.find((option) => option.code === code)?.value
        return value && new DataView(value.buffer, value.byteOffset, value.byteLength)
      }
      return {
        interface: body.getUint32(0, true),
        time: (BigInt(body.getUint32(4, true)) << 32n) | BigInt(body.getUint32(8, true)),
        bytes: new Uint8Array(body.buffer, body.byteOffset + 20, body.getUint32(12, true)),
        length: body.getUint32(16, true),
        comment: textOf(block, 1),
        flags: view(2)?.getUint32(0, true),
        dropCount: view(4)?.getBigUint64(0, true),
      }
    })
}
