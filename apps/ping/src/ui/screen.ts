import { createStatistics } from '@icmp/ping'
import { render } from 'ink'
import { createElement } from 'react'
import type { Destination } from '../destination.js'
import type { Clock, Terminal } from '../environment.js'
import { HostModel, LiveModel } from './model.js'
import { View } from './view.js'

/** The terminal's other screen, which leaves what stood on the first one (xterm's mode 1049). */
const ENTER = '\x1b[?1049h\x1b[H'
const LEAVE = '\x1b[?1049l'
/** Milliseconds from one drawing to the next: a flood must not be held up by its own picture. */
const REDRAW = 100

export interface ScreenOptions {
  terminal: Terminal
  clock: Clock
  color: boolean
  /** Somebody pressed q, or Ctrl-C, which a terminal in raw mode makes no signal of. */
  quit: () => void
}

/** The live view on a terminal, from its making until `leave`. */
export class Screen {
  readonly #model = new LiveModel()
  readonly #terminal: Terminal
  readonly #clock: Clock
  readonly #ink: ReturnType<typeof render>
  #cancel: (() => void) | undefined
  #left: Promise<void> | undefined
  /** However the process ends, the shell gets its screen again. */
  readonly #restore = (): void => {
    this.#terminal.stdout.write(LEAVE)
  }

  constructor({ terminal, clock, color, quit }: ScreenOptions) {
    this.#terminal = terminal
    this.#clock = clock
    terminal.stdout.write(ENTER)
    process.once('exit', this.#restore)
    const { stdin, stdout } = terminal
    const options = { stdin, stdout, exitOnCtrlC: false, patchConsole: false }
    this.#ink = render(createElement(View, { model: this.#model, color, quit }), options)
  }

  add(destination: Destination): HostModel {
    const host = new HostModel(destination, createStatistics())
    this.#model.hosts.push(host)
    this.changed()
    return host
  }

  changed(): void {
    this.#cancel ??= this.#clock.after(REDRAW, () => {
      this.#cancel = undefined
      this.#model.changed()
    })
  }

  /** Idempotent. */
  leave(): Promise<void> {
    this.#left ??= this.#leave()
    return this.#left
  }

  async #leave(): Promise<void> {
    this.#cancel?.()
    this.#ink.unmount()
    await this.#ink.waitUntilExit()
    process.off('exit', this.#restore)
    this.#restore()
  }
}
