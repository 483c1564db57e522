/** A repeat within this time is the same key press. */
const SAME_PRESS_MS = 250

/**
 * Under `npm start`, one Ctrl-C arrives twice: from the terminal, which signals the whole foreground group, and from
 * npm, which passes its own copy on. The program gets to see the first.
 */
export function coalesceInterrupts() {
  const { emit } = process
  let last = Number.NEGATIVE_INFINITY
  process.emit = function (name, ...rest) {
    if (name === 'SIGINT') {
      const now = performance.now()
      if (now - last < SAME_PRESS_MS) return true
      last = now
    }
    return emit.call(this, name, ...rest)
  }
  // Keeps the second copy from the default action when the program listens for one interrupt only …
  const listener = () => {
    if (process.listenerCount('SIGINT') > 1) return
    // … and restores the default action while it listens for none.
    process.removeListener('SIGINT', listener)
    process.kill(process.pid, 'SIGINT')
  }
  process.on('SIGINT', listener)
}
