import type { Reply, Responder } from './ending.js'

interface Heard {
  readonly responders: Responder[]
  readonly known: Set<string>
}

/** Who answered probes that many may answer: of each probe a bounded list, from its first answer until its end. */
export class Responders {
  readonly #heard = new Map<number, Heard>()

  /** How many answered that probe so far. */
  count(token: number): number {
    return this.#heard.get(token)?.responders.length ?? 0
  }

  /** Takes an answer. @returns false for one who had answered */
  add(token: number, responder: Responder): boolean {
    const { bytes, scope } = responder.from
    const name = `${bytes.join()}%${scope}`
    let heard = this.#heard.get(token)
    if (heard === undefined) {
      heard = { responders: [], known: new Set() }
      this.#heard.set(token, heard)
    }
    if (heard.known.has(name)) return false
    heard.known.add(name)
    heard.responders.push(responder)
    return true
  }

  /** The probe ends: the first one's reply with all of them, or undefined when nobody answered. */
  take(token: number): Reply | undefined {
    const heard = this.#heard.get(token)
    this.#heard.delete(token)
    const first = heard?.responders[0]
    return first && { status: 'reply', ...first, responders: heard.responders }
  }
}
