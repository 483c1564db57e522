/** What only the program itself shows: what becomes of its outputs, and of its signals. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

function whyNot(): string | undefined {
  if (!existsSync('/dev/full')) return '/dev/full is needed'
  return existsSync(PROGRAM) ? undefined : 'icmp-ping is not built'
}

const why = whyNot()

/** `line` is the shell's, which knows the program as `$P`. */
function shell(line: string): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, P: `${process.execPath} ${PROGRAM}`, DIRECTORY: tmpdir() }
  return spawnSync('sh', ['-c', line], { encoding: 'utf8', env, timeout: 50_000, killSignal: 'SIGKILL' })
}

describe.skipIf(why)(`icmp-ping${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  it('ends with a sentence where its output finds no room', () => {
    expect(shell('$P --help >/dev/full')).toMatchObject({
      status: 2,
      stderr: "icmp-ping: standard output can't be written (ENOSPC): make room there, or write elsewhere.\n",
    })
  })

  it('keeps its exit status where nobody reads its errors', () => {
    expect(shell('$P -t 0 localhost 2>/dev/full')).toMatchObject({ status: 2, stdout: '', stderr: '' })
  })

  it('ends in silence when its reader has gone', () => {
    // The reader has closed before the program writes.
    expect(shell('{ sleep 0.1; $P --help; echo $? >&2; } | true')).toMatchObject({ stderr: '0\n' })
  })

  it('ends at Ctrl-C though its standard input goes on', async () => {
    const child = spawn(process.execPath, [PROGRAM, '--sweep', '--file', '-'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: 50_000,
      killSignal: 'SIGKILL',
    })
    child.stdin.write('127.0.0.1\n')
    child.stdout.once('data', () => child.kill('SIGINT'))
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
  })

  it('says that a directory is no list of targets', () => {
    const { status, stdout, stderr } = shell('$P --sweep --file "$DIRECTORY"')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^icmp-ping: \S+ can't be read \(EISDIR\): [^\n]+\n$/)
  })
})
