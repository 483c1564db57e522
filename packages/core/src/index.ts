/** Platform-neutral ICMP: the wire codec, the transport contract, the sans-IO session engine and the async client. */

export { type AbortSignalLike, abortError, checkSignal, throwIfAborted } from './client/abort.js'
export { Client, type ClientOptions, type Closable, closedError, type ProbeOptions } from './client/client.js'
export type { Observer } from './client/lane.js'
export type { Interval } from './client/schedule.js'
export { type BesideEvent, ProbeStream, type ProbeStreamOptions, type StreamedEnding } from './client/stream.js'
export type {
  EndedStep,
  ForeignStep,
  SentStep,
  StampedStep,
  StrayStep,
  SubmittedStep,
  Tracer,
  TraceStep,
} from './client/trace.js'
export {
  checkCount,
  checkDontFragment,
  checkHopLimit,
  checkInterval,
  checkPreload,
  checkSendBuffer,
  checkSize,
  checkTimeout,
  checkTrafficClass,
  MAX_DATA,
} from './client/validate.js'
export * from './errors.js'
export { type PcapOptions, withPcap } from './middleware/with-pcap.js'
export { OutcomeSession } from './session/echo-session.js'
export * from './session/ending.js'
export * from './session/event.js'
export type { SessionOptions } from './session/options.js'
export { EchoPacketSession } from './session/packet-session.js'
export type { ProbeRequest } from './session/probe.js'
export type { EchoSession, OutcomeInput, PacketInput, PacketSession, Session } from './session/session.js'
export * from './system-error.js'
export * from './transport/capabilities.js'
export * from './transport/clock.js'
export * from './transport/contract.js'
export * from './wire/index.js'
