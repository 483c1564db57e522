import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { addAbortSignal } from 'node:stream'
import { IcmpError } from '@icmp/core'

/** Bytes that are read at once. */
const PART = 1 << 16

function unreadable(file: string | undefined, error: unknown): IcmpError {
  const { code } = error as NodeJS.ErrnoException
  const name = file ?? 'Standard input'
  const message = `${name} can't be read (${code}): give the name of a file, or - for standard input.`
  return new IcmpError('ICMP_INVALID_OPTION', message, { cause: error })
}

/** All of a file, or of standard input. Rejects with an `IcmpError`. */
export async function read(file: string | undefined): Promise<Uint8Array> {
  if (file !== undefined) {
    try {
      return await readFile(file)
    } catch (error) {
      throw unreadable(file, error)
    }
  }
  const all: Uint8Array[] = []
  for await (const part of streamed(process.stdin)) all.push(part)
  return Buffer.concat(all)
}

/**
 * A file, or standard input, part by part as they are asked for. A plain file is read without promises: it answers at once, and
 * one for each target took longer than pinging it.
 * @param signal to read no further: what waits for standard input would hold the process open
 * @throws an `IcmpError`, when it is opened or while it is read
 */
export function parts(file: string | undefined, signal: AbortSignal): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (file === undefined) return streamed(addAbortSignal(signal, process.stdin))
  const descriptor = opened(file)
  const plain = fstatSync(descriptor).isFile()
  if (!plain) return streamed(addAbortSignal(signal, createReadStream(file, { fd: descriptor })), file)
  closeSync(descriptor)
  return { [Symbol.iterator]: () => partsOf(file) }
}

/** A directory can be opened, but not read. */
async function* streamed(stream: AsyncIterable<unknown>, file?: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of stream) yield part as Uint8Array
  } catch (error) {
    throw unreadable(file, error)
  }
}

function opened(file: string): number {
  try {
    return openSync(file, 'r')
  } catch (error) {
    throw unreadable(file, error)
  }
}

function* partsOf(file: string): Generator<Uint8Array> {
  const descriptor = opened(file)
  const buffer = new Uint8Array(PART)
  try {
    for (;;) {
      const length = readSync(descriptor, buffer, 0, PART, null)
      if (length === 0) return
      yield buffer.subarray(0, length)
    }
  } catch (error) {
    throw error instanceof IcmpError ? error : unreadable(file, error)
  } finally {
    closeSync(descriptor)
  }
}
