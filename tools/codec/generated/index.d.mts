export interface Generated {
  name: string
  packet: Uint8Array
  /** A Python expression that builds the same with scapy, where scapy knows the message. */
  scapy?: string | undefined
}

export function generated(): Generated[]
