/** docs/standards.md against the code: a type in one and not in the other fails. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeIcmp, messageTypes, ndOptionKinds } from '@icmp/core'
import { describe, expect, it } from 'vitest'
import { root } from './workspace.mjs'

const text = readFileSync(join(root, 'docs/standards.md'), 'utf8')

interface Row {
  numbers: number[]
  name: string
  done: string
  where: string
}

/** Rows of the table under that heading. */
function table(heading: string): Row[] {
  const section = text.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return section
    .split('\n')
    .filter((line) => /^\| *\d/.test(line))
    .map((line) => {
      const [, numbers = '', name = '', , done = '', where = ''] = line.split('|').map((cell) => cell.trim())
      return { numbers: numbersOf(numbers), name, done, where }
    })
}

function numbersOf(cell: string): number[] {
  return cell.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, n) => first + n)
  })
}

/** Numbers of the rows that are done so. */
const numbersDone = (rows: readonly Row[], done: RegExp): number[] =>
  rows.filter((row) => done.test(row.done)).flatMap(({ numbers }) => numbers)

const ascending = (a: number, b: number): number => a - b

describe.each([4, 6] as const)('ICMPv%i', (family) => {
  const rows = table(`ICMPv${family}`)
  const types = messageTypes().filter((one) => one.family === family)

  it('has each type that the code names, and no other', () => {
    const documented = numbersDone(rows, /record|named/)
    expect(documented.sort(ascending)).toEqual(types.map(({ type }) => type).sort(ascending))
  })

  it('calls a record what has fields, and named what has a body', () => {
    const named = (of: 'named' | 'record') =>
      types
        .filter(({ source, type }) => source !== '' && isNamed(family, type) === (of === 'named'))
        .map(({ type }) => type)
    expect(numbersDone(rows, /^named$/).sort(ascending)).toEqual(named('named').sort(ascending))
    expect(numbersDone(rows, /^record/).sort(ascending)).toEqual(named('record').sort(ascending))
  })

  it('leaves no number out, and has none twice', () => {
    const numbers = rows.flatMap((row) => row.numbers)
    expect(new Set(numbers).size).toBe(numbers.length)
    // ICMPv6 has ranges that nobody uses.
    if (family === 4) expect(numbers.sort(ascending)).toEqual(Array.from({ length: 256 }, (_, type) => type))
  })
})

/** Whether a message of that type has its body as bytes and no fields. */
function isNamed(family: 4 | 6, type: number): boolean {
  const result = decodeIcmp(family, Uint8Array.of(type, ...new Array(63).fill(0)))
  return result.ok && 'body' in result.value.message
}

it('has each option that has a record, and no other', () => {
  const rows = table('Options of Neighbor Discovery')
  expect(numbersDone(rows, /record/).sort(ascending)).toEqual(
    ndOptionKinds()
      .map(({ type }) => type)
      .sort(ascending),
  )
})

it('names files that are there', () => {
  const files = [...text.matchAll(/`([a-z0-9/-]+\.(?:test\.)?ts)`/g)].map((match) => match[1] ?? '')
  const wire = join(root, 'packages/core/src/wire')
  const missing = files.filter(
    (file) => !existsSync(join(wire, file)) && !existsSync(join(root, file)) && !existsSync(join(wire, 'icmpv6', file)),
  )
  expect(missing).toEqual([])
})
