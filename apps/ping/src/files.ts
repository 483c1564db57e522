import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { IcmpError } from '@icmp/core'

/** Bytes that are read at once. */
const PART = 1 << 16

function unreadable(file: string, error: unknown): IcmpError {
  const { code } = error as NodeJS.ErrnoException
  const message = `${file} can't be read (${code}): give the name of a file, or - for standard input.`
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
  const all: Buffer[] = []
  for await (const part of process.stdin) all.push(part as Buffer)
  return Buffer.concat(all)
}

/**
 * A file, or standard input, part by part as they are asked for. A plain file is read without promises: it answers at once, and
 * one for each target took longer than pinging it.
 * @throws an `IcmpError`, when it is opened or while it is read
 */
export function parts(file: string | undefined): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (file === undefined) return process.stdin
  const descriptor = opened(file)
  const plain = fstatSync(descriptor).isFile()
  if (!plain) return createReadStream(file, { fd: descriptor })
  closeSync(descriptor)
  return { [Symbol.iterator]: () => partsOf(file) }
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
