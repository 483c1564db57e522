/** After this, every promise that could go on has gone on. `setTimeout` would take a millisecond each time. */
export const macrotask: () => Promise<void> =
  typeof setImmediate === 'function' ? () => new Promise((resolve) => setImmediate(resolve)) : messageTask()

/** Browsers have no `setImmediate`. */
function messageTask(): () => Promise<void> {
  const waiting: (() => void)[] = []
  let channel: InstanceType<typeof MessageChannel> | undefined
  return () =>
    new Promise((resolve) => {
      if (channel === undefined) {
        channel = new MessageChannel()
        // A listener that is added, unlike one that is assigned, needs `start()`.
        channel.port1.addEventListener('message', () => waiting.shift()?.())
        channel.port1.start()
      }
      waiting.push(resolve)
      channel.port2.postMessage(undefined)
    })
}
