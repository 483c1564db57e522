import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { leftovers, noLab, removeNamespace } from './namespaces.mjs'
import { ADDRESSES } from './topology.mjs'

const why = noLab()
const LAB = fileURLToPath(new URL('./lab.mjs', import.meta.url))

function lab(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [LAB, ...args], { encoding: 'utf8' })
}

function namespaces(pid: number | undefined): string[] {
  const { stdout } = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line.startsWith(`icmp-lab-${pid}-`))
}

describe.skipIf(why)(`the lab's program${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  afterAll(() => {
    for (const name of leftovers()) removeNamespace(name)
  })

  it.each(['client', 'router', 'far'] as const)('runs a command in the %s, and deletes all after it', (where) => {
    const { status, stdout } = lab('run', where, '--', 'sh', '-c', 'echo $PPID; ip -o addr show; exit 7')
    const pid = Number(stdout.split('\n')[0])
    expect(status).toBe(7)
    expect(stdout).toContain(`inet ${ADDRESSES[4][where]}/24`)
    expect(stdout).toContain(`inet6 ${ADDRESSES[6][where]}/64`)
    expect(namespaces(pid)).toEqual([])
  })

  it('deletes what a killed run has left', async () => {
    const child = spawn(process.execPath, [LAB, 'run', '--', 'sh', '-c', 'echo ready; exec cat'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(namespaces(child.pid)).toHaveLength(3)
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    child.stdin.end()
    await ended
    expect(namespaces(child.pid)).toHaveLength(3)
    expect(lab('clean').stdout).toMatch(/^[1-9]\d* namespaces deleted\n$/)
    expect(namespaces(child.pid)).toEqual([])
  })

  it('says how it is used', () => {
    for (const args of [[], ['walk'], ['run'], ['run', 'nowhere', '--', 'true']]) {
      expect(lab(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage:') })
    }
  })
})
