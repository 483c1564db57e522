import type { Capabilities } from '../transport/capabilities.js'
import type { Family } from '../wire/address.js'

/** What a session needs to know of the socket it speaks through. */
export interface SessionOptions {
  family: Family
  capabilities: Capabilities
  /**
   * The identifiers it may use: an aligned block where the caller chooses, the socket's own one where the socket does.
   * Not used with hidden identifiers.
   */
  identifiers: { readonly first: number; readonly count: number }
  /** 8 random bytes for the cookies: new ones for each session. */
  key: Uint8Array
}
