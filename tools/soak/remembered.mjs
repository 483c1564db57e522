// A pinger remembers its last ended probes with their data, for answers that come late (8,192 and 1,024 for each socket,
// and up to 2 MiB of data for each of the two kinds). Filled at the start, that is no growth later.
import { addressOf, FIRST_SILENT } from './identity.mjs'

/** More than is remembered, with as much data as is kept. */
const UNANSWERED = { count: 8500, size: 256, timeout: 1 }
const ANSWERED = { count: 1100, size: 2048, timeout: 10_000 }
const AT_ONCE = 100
const LOOPBACK = { 4: '127.0.0.1', 6: '::1' }

export async function fillMemory(pinger) {
  for (const family of [4, 6]) {
    // The answered ones first: from them the pinger learns how short a round trip is, and hurries with the silent ones.
    await many(pinger, LOOPBACK[family], 'reply', ANSWERED)
    await many(pinger, addressOf(family, FIRST_SILENT), 'timeout', UNANSWERED)
  }
}

async function many(pinger, target, expected, { count, size, timeout }) {
  let begun = 0
  const worker = async () => {
    while (begun < count) {
      const pattern = new Uint8Array(16)
      new DataView(pattern.buffer).setUint32(0, begun++)
      const { status } = await pinger.ping(target, { size, timeout, pattern })
      if (status !== expected) throw new Error(`A ping of ${target} ended as ${status}, not as ${expected}.`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
