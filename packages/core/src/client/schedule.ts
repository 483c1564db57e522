/** When a stream's requests are due. All times are milliseconds of the transport's clock. */

/**
 * From one request to the next: milliseconds, or by the answers. `adaptive`: as soon as the last one is answered, and when
 * nothing comes, after as long as answers take. `flood`: as soon as the last one is answered, or a hundred a second,
 * whichever is more.
 */
export type Interval = number | 'adaptive' | 'flood'

export interface Schedule {
  /** It begins now, or goes on after a rest: what was due meanwhile is left out. */
  start(now: number): void
  /**
   * When the next request is due: not after `now` is at once, `Infinity` not before something changes.
   * @param onTheWay requests sent since the last one that was answered
   * @param untaken requests whose ending nobody has taken yet; `Infinity` while nobody wants one
   */
  due(now: number, onTheWay: number, untaken: number): number
  /** A request that was due goes now. @returns how many milliseconds late */
  sent(now: number, onTheWay: number): number
  /** @param rtt milliseconds of a reply */
  answered(rtt: number): void
}

/**
 * @param preload requests that go at once at the beginning, 1 at least
 * @param least milliseconds between two others at least, where answers set the pace
 */
export function scheduleOf(interval: Interval, preload: number, least = 0): Schedule {
  if (typeof interval === 'string') return new ByAnswers(interval === 'adaptive', preload, least)
  return interval > 0 ? new Periodic(interval, preload) : new ByDemand(preload)
}

/**
 * Turns that were missed for less than this are made up for: collections and other processes' turns on the processor take
 * some milliseconds now and then: without it, on a busy machine, requests of an interval of 0.2 ms came every 0.27 ms. A
 * longer stop is no reason for a burst.
 */
const MAKE_UP = 20

/**
 * The n-th request is due at the beginning plus n intervals: lateness doesn't add up. After a long stop one request takes the
 * place of all whose turn has passed, and the others stay where they were.
 */
class Periodic implements Schedule {
  readonly #interval: number
  #from = 0
  #turn = 0
  /** Requests of the first turn that have not gone. */
  #first: number

  constructor(interval: number, preload: number) {
    this.#interval = interval
    this.#first = preload
  }

  start(now: number): void {
    this.#from = now
    this.#turn = 0
  }

  /** By multiplication: a sum of thousands of intervals would drift by their rounding. */
  get #due(): number {
    return this.#from + this.#turn * this.#interval
  }

  due(): number {
    return this.#due
  }

  sent(now: number): number {
    const lag = now - this.#due
    if (this.#first > 0) this.#first--
    if (this.#first === 0) this.#turn++
    if (this.#first === 0 && lag > MAKE_UP)
      this.#turn = Math.max(this.#turn, Math.floor((now - this.#from) / this.#interval) + 1)
    return Math.max(0, lag)
  }

  answered(): void {}
}

/** At least a hundred a second, as iputils' ping: so a flood goes on when nothing comes, and finds out when something does. */
const WITHOUT_ANSWER = 10
/** Before the first answer nobody knows how long they take. */
const FIRST_GUESS = 1000
/** TCP's gains of the smoothed round-trip time and of its variation (RFC 6298 §2.3), and its clock's granularity. */
const GAIN = 1 / 8
const VARIATION_GAIN = 1 / 4
const GRANULARITY = 1

/** As soon as fewer than `preload` are on the way; and when nothing comes, after a while all the same. */
class ByAnswers implements Schedule {
  readonly #adaptive: boolean
  readonly #preload: number
  readonly #least: number
  /** Requests at the beginning that wait for nothing. */
  #first: number
  #sentAt = Number.NEGATIVE_INFINITY
  #smoothed: number | undefined
  #variation = 0

  constructor(adaptive: boolean, preload: number, least: number) {
    this.#adaptive = adaptive
    this.#preload = preload
    this.#least = least
    this.#first = preload
  }

  start(now: number): void {
    this.#sentAt = now
  }

  due(now: number, onTheWay: number): number {
    if (onTheWay >= this.#preload) return this.#sentAt + Math.max(this.#least, this.#patience)
    return this.#first > 0 ? now : Math.max(now, this.#sentAt + this.#least)
  }

  /**
   * TCP's retransmission timeout, without its minimum of a second. iputils' ping waits for the smoothed round-trip time alone: of
   * answers that vary, the slower half comes after the next request, and more than `preload` are on the way.
   */
  get #patience(): number {
    if (!this.#adaptive) return WITHOUT_ANSWER
    if (this.#smoothed === undefined) return FIRST_GUESS
    return Math.max(WITHOUT_ANSWER, this.#smoothed + Math.max(GRANULARITY, 4 * this.#variation))
  }

  sent(now: number, onTheWay: number): number {
    const lag = onTheWay < this.#preload ? 0 : now - this.#sentAt - this.#patience
    this.#sentAt = now
    if (this.#first > 0) this.#first--
    return Math.max(0, lag)
  }

  answered(rtt: number): void {
    if (this.#smoothed === undefined) {
      this.#smoothed = rtt
      this.#variation = rtt / 2
      return
    }
    this.#variation += (Math.abs(rtt - this.#smoothed) - this.#variation) * VARIATION_GAIN
    this.#smoothed += (rtt - this.#smoothed) * GAIN
  }
}

/** As soon as an ending was taken and somebody waits for another: the consumer sets the pace. */
class ByDemand implements Schedule {
  readonly #preload: number

  constructor(preload: number) {
    this.#preload = preload
  }

  start(): void {}

  due(now: number, _onTheWay: number, untaken: number): number {
    return untaken < this.#preload ? now : Number.POSITIVE_INFINITY
  }

  sent(): number {
    return 0
  }

  answered(): void {}
}
