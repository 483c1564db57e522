import { environment } from '../environment.js'
import type { Fault } from '../errors.js'
import { checkMtu, checkName, pathOf } from './config.js'
import { Device } from './device.js'
import { tunError } from './errors.js'
import type { TunConfig, TunDevice, TunHandler } from './types.js'

/**
 * Creates a TUN device (Linux). It lives until it is closed or its environment ends, whether the caller keeps it or not,
 * and lets the process exit unless `keepAlive(true)` was called.
 *
 * @throws {NativeError} with the errno of the system call that failed: `EPERM` or `EACCES` where it is not permitted,
 *   `ENOENT` where there is no `/dev/net/tun` or no such namespace, `EBUSY` for a name in use, `EOPNOTSUPP` on a system
 *   without TUN devices, `EINVAL` for a wrong argument. The message says what to do.
 * @throws {NativeLoadError} when there is no usable binary
 */
export function openTun(config: TunConfig, handler: TunHandler): TunDevice {
  const name = checkName(config.name ?? 'icmp%d')
  const mtu = new Uint32Array([checkMtu(config.mtu)])
  const path = config.namespace === undefined ? undefined : pathOf(config.namespace)
  const owner = environment()
  const id: number | Fault = owner.addon.tunOpen(name, mtu)
  if (typeof id === 'object') throw tunError(id, name)
  const fault = path === undefined ? undefined : owner.addon.tunMove(id, path)
  if (fault) {
    owner.addon.close(id)
    throw tunError(fault, path!)
  }
  return new Device(owner, id, mtu[0]!, handler)
}
