export function noTshark(): string | undefined
export function noScapy(): string | undefined
export function pcap(packets: readonly Uint8Array[]): Buffer
export function dissect(packets: readonly Uint8Array[]): { type: number; warnings: string[] }[]
export function buildWithScapy(expressions: readonly string[]): string[]
