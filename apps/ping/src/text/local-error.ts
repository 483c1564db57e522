import type { Family, SendFailure } from '@icmp/core'

/** glibc's sentences, as scripts know them; libuv words them otherwise. */
const SENTENCES: Readonly<Record<string, string | undefined>> = {
  EACCES: 'Permission denied',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  EHOSTDOWN: 'Host is down',
  EHOSTUNREACH: 'No route to host',
  EINVAL: 'Invalid argument',
  EIO: 'Input/output error',
  EMSGSIZE: 'Message too long',
  ENETDOWN: 'Network is down',
  ENETUNREACH: 'Network is unreachable',
  ENOBUFS: 'No buffer space available',
  ENODEV: 'No such device',
  ENOMEM: 'Cannot allocate memory',
  EPERM: 'Operation not permitted',
}

/** @param code name of an errno, as `ENETUNREACH` */
export function systemSentence(code: string): string {
  return SENTENCES[code] ?? code
}

/** This host knows that the path takes no packet of that size. */
export function tooLong(family: Family, mtu: number): string {
  return family === 4 ? `local error: message too long, mtu=${mtu}` : `local error: message too long, mtu: ${mtu}`
}

export function sendFailed(failure: SendFailure): string {
  return `sendmsg: ${systemSentence(failure.code)}`
}
