import type { StatusLine } from './environment.js'
import type { BufferedOutput } from './output.js'

/**
 * A line on standard error, if that is a terminal. What is printed meanwhile on the same terminal takes its place, and it is drawn
 * again below.
 */
export async function statusLineBelow(stdout: BufferedOutput): Promise<StatusLine | undefined> {
  const { stderr } = process
  if (!stderr.isTTY) return undefined
  // Nobody else has need of it, and loading it takes time.
  const { createLogUpdate } = await import('log-update')
  const draw = createLogUpdate(stderr, { showCursor: false })
  let text = ''
  const show = (now: string): void => {
    text = now
    draw(text)
  }
  if (process.stdout.isTTY) {
    stdout.around = (write) => {
      draw.clear()
      write()
      draw(text)
    }
  }
  return {
    columns: () => stderr.columns,
    show,
    end: () => {
      stdout.flush()
      stdout.around = undefined
      draw.clear()
      // The cursor shows again.
      draw.done()
    },
  }
}
