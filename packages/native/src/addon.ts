import type { Fault } from './errors.js'

/** The functions of the C addon. A call that can fail returns a {@link Fault}; only misuse throws. */
export interface Addon {
  start(wake: () => void): Fault | undefined
  open(numbers: Int32Array, device: string | undefined, accept: Uint8Array | undefined): number | Fault
  close(id: number): void
  arm(id: number, write: boolean): Fault | undefined
  disarm(id: number): void
  take(pairs: Uint32Array): number
  hold(on: boolean): void
  alarm(at: number): Fault | undefined
  send(id: number, arena: ArrayBuffer, count: number): number
  restart(id: number): void
  drain(id: number, arena: ArrayBuffer, count: number): number
  tunOpen(name: string, mtu: Uint32Array): number | Fault
  tunName(id: number): string | Fault
  tunMove(id: number, path: string): Fault | undefined
  tunRead(id: number, arena: ArrayBuffer, count: number): number
  tunWrite(id: number, arena: ArrayBuffer, count: number): number
  now(): number
  layout(): number[]
  drops(id: number): number | Fault
  pathMtu(to: Uint8Array, scope: number, source: Uint8Array | undefined, device: number): number | Fault
  interfaceIndex(name: string): number | Fault
  interfaceName(index: number): string | Fault
}
