import { openTunHost } from '../../../../../tools/lab/tun-host.mjs'
import { createNamespace, type Namespace } from '../namespace.js'
import { US } from './addresses.js'
import { Liars } from './liars.js'

/** Who may open datagram sockets there, so that others, root among them, get raw ones from programs that try both: a user and group. */
export const UNPRIVILEGED = 65_534

export interface Stage extends Pick<Namespace, 'inside'> {
  /** Packets of the liars that no program was given: the device refused them, or had no room. */
  lost(): number
  remove(): void
}

/** A namespace whose only neighbours are the liars. */
export function setStage(): Stage {
  const namespace = createNamespace()
  const liars = new Liars((packet) => host.send(packet))
  const host = openTunHost({
    namespace: namespace.name,
    addresses: [
      { family: 4, local: `${US[4]}/16` },
      { family: 6, local: `${US[6]}/16` },
    ],
    onPacket: (bytes) => liars.receive(bytes.slice()),
  })
  namespace.sysctl('net.ipv4.ping_group_range', `${UNPRIVILEGED} ${UNPRIVILEGED}`)
  return {
    inside: namespace.inside,
    lost: () => Object.values(host.counts()).reduce((sum, count) => sum + count, 0),
    remove: () => {
      liars.stop()
      host.close()
      namespace.remove()
    },
  }
}
