import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from './workspace.mjs'

/** The form that machines read. */
export function lastLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`
}

/**
 * Counts a report of vitest's JSON reporter. A file that could not be loaded counts as one failure, and so does a run
 * that failed without a failing test (an unhandled error, no test found, no report).
 */
export function countReport(file, succeeded) {
  const counts = { passed: 0, failed: 0, skipped: [] }
  if (existsSync(file)) count(JSON.parse(readFileSync(file, 'utf8')), counts)
  if (counts.failed === 0 && (!succeeded || counts.passed === 0)) counts.failed = 1
  return counts
}

function count(report, counts) {
  for (const suite of report.testResults) {
    const before = counts.failed
    for (const test of suite.assertionResults) {
      if (test.status === 'passed') counts.passed++
      else if (test.status === 'failed') counts.failed++
      else counts.skipped.push(`${relative(root, suite.name)} > ${[...test.ancestorTitles, test.title].join(' > ')}`)
    }
    if (suite.status === 'failed' && counts.failed === before) counts.failed++
  }
}
