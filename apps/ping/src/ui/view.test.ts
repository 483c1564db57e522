import { createStatistics, type PingAnswer } from '@icmp/ping'
import { render } from 'ink-testing-library'
import { createElement } from 'react'
import { describe, expect, it } from 'vitest'
import type { Destination } from '../destination.js'
import { told } from '../testing/simulated.js'
import { HostModel, LiveModel } from './model.js'
import { View } from './view.js'

function hostNamed(host: string, address: string): HostModel {
  return new HostModel({ host, address } as Destination, createStatistics())
}

const reply = (sequence: number, rtt: number): PingAnswer =>
  ({ ok: true, status: 'reply', sequence, rtt }) as PingAnswer

function shown(hosts: HostModel[], size: { columns: number; rows: number }, quit = (): void => {}) {
  const model = new LiveModel()
  model.hosts.push(...hosts)
  const ink = render(createElement(View, { model, color: false, quit }))
  // What the library's own screen is not asked for.
  Object.defineProperties(ink.stdout, {
    columns: { value: size.columns, configurable: true },
    rows: { value: size.rows, configurable: true },
  })
  ink.stdout.emit('resize')
  ink.rerender(createElement(View, { model, color: false, quit }))
  return { ...ink, model }
}

describe('the live view', () => {
  it('of one host: its chart, and below what it comes to', () => {
    const host = hostNamed('a.example', '192.0.2.1')
    for (let sent = 0; sent < 4; sent++) host.sent()
    host.answer(reply(1, 10))
    host.answer(reply(2, 20))
    host.answer(reply(4, 5))
    const { lastFrame, unmount } = shown([host], { columns: 60, rows: 12 })
    const rows = lastFrame()!.split('\n')
    expect(rows[0]).toBe('a.example (192.0.2.1)')
    expect(rows[1]).toMatch(/^20\.0 ┤ +█ {0,2}$/)
    // The third was overtaken.
    expect(rows.some((row) => /^ +x$/.test(row.trimEnd()))).toBe(true)
    expect(rows.at(-1)).toBe('q quits')
    unmount()
  })

  it.each([
    [1, 10],
    [3, 24],
    [8, 24],
    [30, 24],
  ])('of %i hosts never takes more than the %i rows there are', (count, rows) => {
    const hosts = Array.from({ length: count }, (_, n) => hostNamed(`h${n}`, `192.0.2.${n}`))
    const { lastFrame, unmount } = shown(hosts, { columns: 80, rows })
    const frame = lastFrame()!.split('\n')
    expect(frame.length).toBeLessThan(rows)
    for (const row of frame) expect([...row].length).toBeLessThanOrEqual(80)
    expect(frame[0]).toContain('h0 (192.0.2.0)')
    if (count === 30) expect(frame.at(-1)).toBe('q quits; 8 more hosts have no room here')
    unmount()
  })

  it('q and Ctrl-C quit', async () => {
    let quits = 0
    const { stdin, unmount } = shown([], { columns: 80, rows: 24 }, () => quits++)
    // Ink listens as soon as React has run its effects.
    await new Promise((resolve) => setImmediate(resolve))
    stdin.write('x')
    stdin.write('q')
    stdin.write('\x03')
    expect(quits).toBe(2)
    unmount()
  })
})

describe('what the view keeps', () => {
  it('is bounded, and finds each request where it is', () => {
    const host = hostNamed('a', 'a')
    for (let sequence = 1; sequence <= 5000; sequence++) {
      host.sent()
      if (sequence % 2 === 0) host.answer(reply(sequence, sequence))
    }
    expect(host.samples.length).toBeLessThanOrEqual(2048)
    expect(host.samples.at(-1)).toBe(5000)
    expect(host.shown().at(-2)).toBe('lost')
    host.answer(reply(1, 1))
    expect(host.samples.includes(1)).toBe(false)
  })

  it('a late reply takes the place of a loss', () => {
    const host = hostNamed('a', 'a')
    host.sent()
    host.answer({ status: 'timeout', sequence: 1 } as PingAnswer)
    expect(host.shown()).toEqual(['lost'])
    host.event({ type: 'late', sequence: 1, from: 'a', bytes: 64, rtt: 7, icmpType: 0 })
    expect(host.shown()).toEqual([7])
  })
})

it('is refused without a terminal, before anything is sent', async () => {
  expect(await told(['--ui', '198.51.100.1'])).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^icmp-ping: --ui needs a terminal .*\n$/),
  })
})
