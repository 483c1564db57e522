// Packets that come out later than they went in, in the order in which they are due, on the addon's fine timers.
import { clock as systemClock } from '@icmp/native'

/** Hands over what is due, together. The clock may be a simulated one. */
export function createDelayLine(deliver, clock = systemClock) {
  let waiting = []
  let timer
  const arm = () => {
    timer?.cancel()
    timer = undefined
    if (waiting.length > 0) timer = clock.setTimer(Math.max(0, waiting[0].due - clock.now()), release)
  }
  const release = () => {
    timer = undefined
    const now = clock.now()
    const at = waiting.findIndex(({ due }) => due > now)
    const due = at < 0 ? waiting : waiting.slice(0, at)
    waiting = at < 0 ? [] : waiting.slice(at)
    arm()
    if (due.length > 0) deliver(due.map(({ packet }) => packet))
  }
  return {
    get size() {
      return waiting.length
    },
    /** Milliseconds, of any length; those with the same due time stay in order. */
    push(packet, delay) {
      const due = clock.now() + delay
      let at = waiting.length
      while (at > 0 && waiting[at - 1].due > due) at--
      waiting.splice(at, 0, { due, packet })
      if (at === 0) arm()
    },
    close() {
      timer?.cancel()
      timer = undefined
      waiting = []
    },
  }
}
