/** What iputils' ping refuses, and what a user who is not root may do. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLab, type Lab } from '../../../tools/lab/topology.mjs'
import { skipped, why, words } from './testing/iputils.js'
import { sideBySide } from './testing/side-by-side.js'

describe.skipIf(why)(`refusals beside iputils' ping${skipped}`, () => {
  let lab: Lab
  beforeAll(() => {
    lab = createLab()
  })
  afterAll(() => lab.remove())
  const inside = (command: readonly string[]): string[] => lab.inside('client', command)

  /** One sentence that says what to do, and nothing sent. */
  const REFUSED = { status: 2, stdout: '', stderr: expect.stringMatching(/^ping: [^\n]{20,}\n$/) }

  it.each(
    [
      '-A -c 3 127.0.0.1',
      '-A -l 3 -c 6 -q 127.0.0.1',
      '-f -i 0.2 -c 3 ::1',
      '-l 3 -c 3 127.0.0.1',
      '-b -c 1 -W 0.5 10.81.2.255',
      '-M do -W 0.5 -c 1 224.0.0.77',
    ].map((line) => [line]),
  )('for a user who is not root: %s', async (line) => {
    const { ping, ours } = await sideBySide(words(line), { inside, user: true })
    expect(ours).toEqual(ping)
    expect(ping.stdout).toMatch(/^PING /)
  })

  it.each(
    [
      '-f -c 3 127.0.0.1',
      '-f -i 0.001 -c 3 127.0.0.1',
      '-i 0 -c 3 127.0.0.1',
      '-A -i 0 -c 3 127.0.0.1',
      '-l 4 -c 3 127.0.0.1',
      '-b -c 2 -i 0.1 10.81.1.255',
      '-b -c 1 -M dont 10.81.1.255',
      '-i 0.1 -c 1 224.0.0.1',
      '-M want -c 1 224.0.0.1',
      '-M want -c 1 ff02::1%uplink',
      '-i 0.1 -c 1 ff02::1%uplink',
    ].map((line) => [line]),
  )('refuses a user who is not root: %s', async (line) => {
    const { ping, ours } = await sideBySide(words(line), { inside, user: true })
    expect(ours).toEqual(REFUSED)
    expect(ping.status).toBe(2)
    // The same words, and what to do behind them.
    const sentence = ping.stderr.trimEnd().split('\n').at(-1)!
    expect(ours.stderr.startsWith(sentence)).toBe(true)
  })

  it.each(
    [
      '-p xyz 127.0.0.1',
      '-4 -6 127.0.0.1',
      '-6 127.0.0.1',
      '-t 0 127.0.0.1',
      '-W -1 127.0.0.1',
      '-I nowhere0 127.0.0.1',
      '-I 192.0.2.77 127.0.0.1',
      '-z 127.0.0.1',
      'no.such.host.invalid',
      '255.255.255.255',
      '-Q 256 127.0.0.1',
      '-Q 0x1g ::1',
      '-M probe 127.0.0.1',
      '-l 3 -i 2000000 127.0.0.1',
    ].map((line) => [line]),
  )('exits with 2, as iputils does: %s', async (line) => {
    const { ping, ours } = await sideBySide(words(line), { inside })
    expect(ours).toEqual(REFUSED)
    expect(ping.status).toBe(2)
  })

  // iputils exits with 1 here, which its own manual gives to "no reply".
  it.each(
    [
      '-c 0 127.0.0.1',
      '-c x 127.0.0.1',
      '-t 256 127.0.0.1',
      '-s -1 127.0.0.1',
      '-l 0 127.0.0.1',
      '-l 65537 127.0.0.1',
      '-S 0 127.0.0.1',
      '',
    ].map((line) => [line]),
  )('exits with 2, where iputils exits with 1: %s', async (line) => {
    const { ping, ours } = await sideBySide(words(line), { inside })
    expect(ours).toEqual(REFUSED)
    expect({ status: ping.status, stdout: ping.stdout }).toEqual({ status: 1, stdout: '' })
  })

  // These it takes, and sends something else than was asked for, or nothing.
  it.each(
    [
      '-c 1 -i -1 127.0.0.1',
      '-c 1 -i x 127.0.0.1',
      '-c 1 -s 65508 127.0.0.1',
      '-c 1 -s 65528 ::1',
      '-c 1 -I ::1 127.0.0.1',
      '-c 1 -Q -1 127.0.0.1',
    ].map((line) => [line]),
  )('exits with 2, where iputils goes on: %s', async (line) => {
    const { ping, ours } = await sideBySide([...words(line), '-W', '0.2'], { inside })
    expect(ours).toEqual(REFUSED)
    expect(ping.stdout).toMatch(/^PING /)
  })
})
