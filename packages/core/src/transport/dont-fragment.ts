import type { DontFragment } from './contract.js'

/** What a packet itself can say of it: that its own host may fragment it is a socket's to know. */
export function ofPacket(choice: DontFragment | undefined): boolean | undefined {
  return choice === 'want' ? undefined : choice
}
