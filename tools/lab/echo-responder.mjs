// A host behind a TUN device that answers every ping, at once or a fixed time later.
import { createDelayLine } from './delay-line.mjs'
import { echoReply } from './echo-reply.mjs'
import { openTunHost } from './tun-host.mjs'

/** Replies of one write: more would wait for each other in a flood. */
const BATCH = 64

export function openEchoResponder({ delay = 0, ...options }) {
  let replies = []
  let answered = 0
  const flush = (host) => {
    if (replies.length === 0) return
    const batch = replies
    replies = []
    host.sendBatch(batch)
  }
  const host = openTunHost({
    ...options,
    onPacket: (bytes) => {
      const reply = echoReply(bytes)
      if (!reply) return
      answered++
      if (delay > 0) return line.push(reply, delay)
      replies.push(reply)
      if (replies.length === BATCH) flush(host)
    },
    onDrained: flush,
    onClosed: (error) => {
      line.close()
      options.onClosed?.(error)
    },
  })
  const line = createDelayLine((due) => host.sendBatch(due))
  return {
    ...host,
    answered: () => answered,
    close: () => {
      line.close()
      host.close()
    },
  }
}
