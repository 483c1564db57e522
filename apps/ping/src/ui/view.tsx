import { Box, Text, useInput, useStdout } from 'ink'
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { chart, milliseconds } from './chart.js'
import type { HostModel, LiveModel } from './model.js'

interface ViewProps {
  model: LiveModel
  /** Whether colours may be used; there is no meaning in them alone. */
  color: boolean
  quit: () => void
}

/** Rows of a host that has room for all there is to tell, and of one that has room for a small chart. */
const WHOLE = 8
const SMALL = 3
/** What the last line takes. */
const FOOTER = 1

/** The whole screen: each host gets the same share of it. */
export function View({ model, color, quit }: ViewProps): ReactNode {
  useSyncExternalStore(model.subscribe, () => model.version)
  const { columns, rows } = useSize()
  useInput((input, key) => {
    if (input === 'q' || (key.ctrl && input === 'c')) quit()
  })
  // Ink begins a new screen when the last row is written to.
  const room = rows - FOOTER - 1
  const share = Math.max(1, Math.floor(room / Math.max(1, model.hosts.length)))
  const shown = model.hosts.slice(0, room)
  const hidden = model.hosts.length - shown.length
  return (
    <Box flexDirection="column" width={columns}>
      {shown.map((host, at) => (
        <Host key={at} host={host} columns={columns} rows={share} color={color} />
      ))}
      <Text wrap="truncate">{`q quits${hidden > 0 ? `; ${hidden} more hosts have no room here` : ''}`}</Text>
    </Box>
  )
}

function useSize(): { columns: number; rows: number } {
  const { stdout } = useStdout()
  const [, resized] = useState(0)
  useEffect(() => {
    const listener = (): void => resized((count) => count + 1)
    stdout.on('resize', listener)
    return () => {
      stdout.off('resize', listener)
    }
  }, [stdout])
  return { columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 }
}

interface HostProps {
  host: HostModel
  columns: number
  rows: number
  color: boolean
}

function Host({ host, columns, rows, color }: HostProps): ReactNode {
  if (rows < SMALL) return <Line host={host} columns={columns} />
  const whole = rows >= WHOLE
  // An even height has a middle, where the scale has its second label.
  const height = whole ? (rows - 4) & ~1 : rows - 2
  const { rows: drawn, marks } = chart(host.shown(), columns, height)
  return (
    <Box flexDirection="column" height={rows}>
      <Text wrap="truncate" bold>
        {whole ? title(host) : `${title(host)}  ${short(host)}`}
      </Text>
      {drawn.map(({ label, cells }, at) => (
        <Text key={at} wrap="truncate">
          {label}
          <Text {...(color && { color: 'cyan' })}>{cells}</Text>
        </Text>
      ))}
      <Text wrap="truncate" {...(color && { color: 'red' })}>
        {marks}
      </Text>
      {whole && <Text wrap="truncate">{counts(host)}</Text>}
      {whole && <Text wrap="truncate">{times(host)}</Text>}
    </Box>
  )
}

/** A host that has room for one row: the latest requests, and what matters most. */
function Line({ host, columns }: { host: HostModel; columns: number }): ReactNode {
  const text = `${title(host)}  ${short(host)}  `
  const width = Math.max(8, columns - text.length)
  const { rows, marks } = chart(host.shown(), width, 1)
  // Its scale has no room here.
  const cells = rows[0]!.cells
  const below = marks.slice(-cells.length)
  const both = [...cells].map((cell, at) => (below[at] === ' ' ? cell : below[at])).join('')
  return <Text wrap="truncate">{text + both}</Text>
}

function title({ destination: { host, address } }: HostModel): string {
  return host === address ? host : `${host} (${address})`
}

function short(host: HostModel): string {
  const { sent, received, late, rtt } = host.snapshot()
  const answered = received + late
  const last = host.last === undefined ? '-' : milliseconds(host.last)
  return `${answered}/${sent}  last ${last}  avg ${rtt === undefined ? '-' : milliseconds(rtt.mean)} ms`
}

function counts(host: HostModel): string {
  const { sent, received, late, duplicates, corrupted, errors, localDrops, rtt } = host.snapshot()
  const answered = received + late
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0)
  const loss = sent === 0 ? 0 : ((sent - answered) * 100) / sent
  const jitter = rtt?.jitter
  const parts = [`${sent} sent`, `${answered} received`, `${loss.toFixed(1)}% missing`]
  if (failed > 0) parts.push(`${failed} errors`)
  if (duplicates > 0) parts.push(`${duplicates} duplicates`)
  if (late > 0) parts.push(`${late} late`)
  if (corrupted > 0) parts.push(`${corrupted} corrupted`)
  if (localDrops !== undefined && localDrops > 0) parts.push(`${localDrops} dropped here`)
  if (jitter !== undefined) parts.push(`jitter ${milliseconds(jitter)} ms`)
  return parts.join(', ')
}

function times(host: HostModel): string {
  const { rtt } = host.snapshot()
  if (rtt === undefined) return 'no reply yet'
  const { minimum, mean, maximum, mdev, percentiles } = rtt
  const parts = [`min ${milliseconds(minimum)}`, `avg ${milliseconds(mean)}`, `max ${milliseconds(maximum)}`]
  parts.push(`mdev ${milliseconds(mdev)}`)
  for (const percentage of [50, 95, 99]) {
    const value = percentiles[percentage]
    if (value !== undefined) parts.push(`p${percentage} ${milliseconds(value)}`)
  }
  return `${parts.join('  ')} ms`
}
