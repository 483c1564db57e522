// `npm test`: everything there is to check, on a clean clone too. Arguments go to vitest. The last line is the count.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countReport, lastLine } from './test-report.mjs'
import { build, install, root, say, toolEnvironment } from './workspace.mjs'

const steps = []
const scratch = mkdtempSync(join(tmpdir(), 'icmp-test-'))
const report = join(scratch, 'vitest.json')

function step(name, run) {
  const start = performance.now()
  const passed = run()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  steps.push({ name, passed, seconds })
  say(`${passed ? '✓' : '✗'} ${name} (${seconds} s)`)
  return passed
}

function node(script, ...args) {
  const options = { cwd: root, env: toolEnvironment(), stdio: 'inherit' }
  return spawnSync(process.execPath, [join(root, script), ...args], options).status === 0
}

const vitest = 'node_modules/vitest/vitest.mjs'
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]

/** The recorded packets are other people's, and no part of the repository: where they lie beside it they are used. */
const NOT_OURS = 'skipped: no recorded vectors beside the checkout'

function everything() {
  if (!step('install', install)) return
  step('build', () => build())
  step('format and lint', () => node('node_modules/@biomejs/biome/bin/biome', 'check', '.'))
  step('import directions', () => node('tools/check-deps.mjs'))
  step('types', () =>
    node('node_modules/turbo/bin/turbo', 'run', 'typecheck', '--continue', '--output-logs=errors-only'),
  )
  const succeeded = node(vitest, 'run', ...reporters, ...process.argv.slice(2))
  return countReport(report, succeeded)
}

const tests = everything() ?? { passed: 0, failed: 0, skipped: [] }
rmSync(scratch, { recursive: true, force: true })

// On a machine that can do all of it, a test that was skipped is a test that nobody runs.
if (tests.skipped.length > 0 && process.env.CI === 'true') {
  say(`\nSkipped:\n${tests.skipped.map((name) => `  ${name}`).join('\n')}`)
  const unexcused = tests.skipped.filter((name) => !name.includes(NOT_OURS))
  if (unexcused.length > 0 && process.env.ICMP_ALLOW_SKIPS !== '1')
    step('no test skipped (ICMP_ALLOW_SKIPS=1 allows it)', () => false)
}

say('')
for (const { name, passed, seconds } of steps) say(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`)
say(`${tests.failed > 0 ? 'FAILED' : 'passed'}  tests: ${tests.passed} of ${tests.passed + tests.failed}`)
if (tests.skipped.length > 0) say(`skipped tests: ${tests.skipped.length}`)
const passed = tests.passed + steps.filter((one) => one.passed).length
const failed = tests.failed + steps.filter((one) => !one.passed).length
process.exitCode = failed > 0 ? 1 : 0
console.log(lastLine({ passed, failed }))
