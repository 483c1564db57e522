import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parts, read } from './files.js'

describe('a file', () => {
  let directory: string
  let file: string
  const { signal } = new AbortController()
  const bytes = Uint8Array.from({ length: 200_000 }, (_, n) => n % 251)
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'icmp-files-'))
    file = join(directory, 'targets')
    writeFileSync(file, bytes)
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  async function inParts(name: string): Promise<Buffer> {
    const all: Uint8Array[] = []
    // The buffer of a part is used again for the next.
    for await (const part of parts(name, signal)) all.push(part.slice())
    return Buffer.concat(all)
  }

  it('is the same whole and in parts, as often as it is read', async () => {
    expect(Buffer.compare(await read(file), bytes)).toBe(0)
    expect(Buffer.compare(await inParts(file), bytes)).toBe(0)
    const again = parts(file, signal) as Iterable<Uint8Array>
    const lengthOf = (): number => [...again].reduce((sum, part) => sum + part.length, 0)
    expect([lengthOf(), lengthOf()]).toEqual([bytes.length, bytes.length])
  })

  it('that is missing, or a directory, is told with what to do', async () => {
    for (const [name, code] of [
      [join(directory, 'none'), 'ENOENT'],
      [directory, 'EISDIR'],
    ] as const) {
      const refused = {
        code: 'ICMP_INVALID_OPTION',
        message: `${name} can't be read (${code}): give the name of a file, or - for standard input.`,
      }
      await expect(read(name)).rejects.toMatchObject(refused)
      await expect(inParts(name)).rejects.toMatchObject(refused)
    }
  })
})
