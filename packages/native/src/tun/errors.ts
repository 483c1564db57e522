import { errnoName, type Fault, NativeError } from '../errors.js'

const PERMISSION =
  'run as root, or with CAP_NET_ADMIN and a /dev/net/tun that may be opened (in a container: --cap-add NET_ADMIN --device /dev/net/tun)'

/** What to do about it, by the step that failed and errno's name; `what` is the name or path that was given. */
const remedies: Readonly<Record<string, Readonly<Record<string, (what: string) => string>>>> = {
  '/dev/net/tun': {
    ENOENT: () =>
      'the system has no TUN devices: load its module with "modprobe tun", or give the container the device',
    EACCES: () => PERMISSION,
    EPERM: () => PERMISSION,
  },
  'TUN device': { EOPNOTSUPP: () => 'TUN devices exist on Linux only' },
  TUNSETIFF: {
    EPERM: () => PERMISSION,
    EBUSY: (what) => `the device ${what} is in use: choose another name, or one with %d`,
    EINVAL: (what) => `the device ${what} exists and is of another kind: choose another name, or one with %d`,
  },
  SIOCSIFMTU: { EPERM: () => PERMISSION },
  'network namespace': {
    ENOENT: (what) => `there is no network namespace at ${what}: "ip netns list" names those that exist`,
  },
  setns: { EPERM: () => 'moving a device on that was moved before needs CAP_SYS_ADMIN as well' },
  IFLA_NET_NS_FD: {
    EPERM: (what) => `moving needs CAP_NET_ADMIN here and in ${what}`,
    EEXIST: (what) => `a device of the same name is in ${what}: choose another name, or one with %d`,
    EINVAL: (what) => `${what} is no network namespace`,
  },
}

export function tunError(fault: Fault, what: string): NativeError {
  return new NativeError(fault, remedies[fault.option ?? fault.syscall]?.[errnoName(fault.errno)]?.(what))
}
