/** A program's words without what differs from run to run: addresses, times. */
export type Words = string

interface Printed {
  stdout: string
  stderr: string
}

interface Said {
  /** Which it names, counted from 1. */
  request: number | undefined
  text: string
}

const ADDRESS = /\b(?:10\.99|fd99:|fe80:)[0-9a-f.:]+/g

/**
 * What was said of the lies: without the true replies to the requests after them, and without an order, as ping reads errors
 * before or after replies. Requests are named where there is more than one, or where a reply is taken for another's.
 */
function joined(said: readonly Said[], requests: number): Words {
  const truth = said.map(({ request }) => request).lastIndexOf(requests + 1)
  const lies = said.filter(({ request = 1 }, i) => i !== truth && request <= requests + 1)
  const texts = lies.map(({ request = 1, text }) => (requests === 1 && request === 1 ? text : `${request}: ${text}`))
  const counts = new Map<string, number>()
  for (const text of texts.sort()) counts.set(text, (counts.get(text) ?? 0) + 1)
  const counted = [...counts].map(([text, count]) => (count === 1 ? text : `${count} × ${text}`))
  return counted.join('; ') || 'nothing'
}

const PING_REPLY = /^(\d+ bytes) from [^ ]+ icmp_seq=(\d+)(?: ttl=\d+)?(?: time=[\d.]+ ms)?\s*(.*)$/
const PING_ERROR = /^From [^ ]+ icmp_seq=(\d+) (.*)$/

/** iputils' ping: a line for each packet, and maybe more lines about it. */
export function pingWords({ stdout, stderr }: Printed, requests: number): Words {
  const said: Said[] = []
  for (const line of stdout.split('\n\n--- ')[0]!.split('\n').slice(1)) {
    const reply = line.match(PING_REPLY)
    const error = line.match(PING_ERROR)
    if (reply !== null) said.push({ request: Number(reply[2]), text: `${reply[1]} ${reply[3]}`.trim() })
    else if (error !== null) said.push({ request: Number(error[1]), text: error[2]!.replace(ADDRESS, '…') })
    // A dump of the data begins its lines with an offset.
    else if (line !== '' && !line.startsWith('#'))
      said.at(-1)!.text += `, ${line.replace(/\s+/g, ' ').replace(ADDRESS, '…')}`
  }
  const warnings = new Set(stderr.split('\n').map((line) => line.replace(/^ping: /, '').replace(/ \(-?\d+us\)/, '')))
  warnings.delete('')
  return [joined(said, requests), ...warnings].join('; ')
}

const FPING_ANSWER = /^[^ ]+ +: \[(\d+)\], (.*?)(?:, [\d.]+ ms)? \(.*\)$/
const FPING_ERROR = /^(ICMP .*) from [^ ]+ for ICMP Echo sent to [^ ]+$/
/** Comes before the line of its answer, without an end of line. */
const FPING_OTHER_ADDRESS = / ?\[<- [^\]]+\]/g

/** fping: answers on the standard output, and all else on the other one, where no request is named. */
export function fpingWords({ stdout, stderr }: Printed, requests: number): Words {
  const said: Said[] = []
  for (const line of stdout.split('\n')) {
    const answer = line.match(FPING_ANSWER)
    if (answer !== null) said.push({ request: Number(answer[1]) + 1, text: answer[2]! })
  }
  const beside = stderr.match(FPING_OTHER_ADDRESS) === null ? [] : ['[<- …]']
  for (const line of stderr.replace(FPING_OTHER_ADDRESS, '').split('\n')) {
    const error = line.match(FPING_ERROR)
    if (error !== null) beside.push(error[1]!)
  }
  return joined([...said, ...beside.map((text) => ({ request: undefined, text }))], requests)
}
