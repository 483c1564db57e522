/** The live view on a pseudo terminal, as `script` of util-linux makes one. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))

function notRunnable(): string | undefined {
  if (process.platform !== 'linux') return 'script of util-linux is needed'
  if (spawnSync('script', ['--version']).error) return 'the program script is needed'
  if (!existsSync(PROGRAM)) return 'icmp-ping is not built'
  const check = spawnSync(process.execPath, [PROGRAM, 'doctor'])
  return check.status === 0 ? undefined : 'no transport works here'
}

const why = notRunnable()
const skipped = why === undefined ? '' : ` (skipped: ${why})`

/** What it writes to its terminal; `key` is pressed when `until` was seen there. */
function onTerminal(args: string, until: RegExp, key: string): Promise<{ text: string; status: number | null }> {
  return new Promise((resolve, reject) => {
    const command = `stty rows 24 cols 80; exec ${process.execPath} ${PROGRAM} ${args}`
    // Where a machine says that it is one of continuous integration, Ink draws nothing until the end.
    const env = { ...process.env, CI: 'false' }
    const child = spawn('script', ['-qec', command, '/dev/null'], { env, timeout: 50_000, killSignal: 'SIGKILL' })
    let text = ''
    let pressed = false
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (pressed || !until.test(text)) return
      pressed = true
      child.stdin.write(key)
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ text, status }))
  })
}

const ENTER = '\x1b[?1049h'
const LEAVE = '\x1b[?1049l'

it.skipIf(why).each(['q', '\x03'])(`--ui: the chart, then %j and the usual summary${skipped}`, async (key) => {
  const { text, status } = await onTerminal('--ui -i 0.2 127.0.0.1', /[3-9] received/, key)
  expect(status).toBe(0)
  expect(text.startsWith(ENTER)).toBe(true)
  const [live, after] = [text.slice(0, text.indexOf(LEAVE)), text.slice(text.indexOf(LEAVE) + LEAVE.length)]
  expect(live).toContain('127.0.0.1')
  expect(live).toMatch(/[▁▂▃▄▅▆▇█]/)
  expect(live).toMatch(/p99 \d/)
  expect(after).toMatch(/--- 127\.0\.0\.1 ping statistics ---\r\n\d+ packets transmitted, \d+ received, /)
  expect(after).not.toContain('▁')
})

it.skipIf(why)(`--sweep: a progress bar, which is gone in the end${skipped}`, async () => {
  const { text, status } = await onTerminal('--sweep --rate 200 127.0.1.0/25', /never/, '')
  expect(status).toBe(0)
  expect(text).toMatch(/\[=* *\] +\d+% {2}\d+\/128 /)
  expect(text.match(/127\.0\.1\.\d+ is alive \(/g)?.length).toBe(128)
  // No line is behind a rest of the bar.
  const last = text.split('\r\n').at(-2)!
  expect(last).toContain('128 targets: 128 alive, 0 unreachable, 0 unknown')
})
