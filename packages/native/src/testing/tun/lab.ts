import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Why TUN devices can't be tried here, or undefined. */
export function noTun(): string | undefined {
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun'
  return spawnSync('ping', ['-V']).error ? 'the program ping is needed' : undefined
}

/** Runs the command that follows where anybody may open /dev/net/tun, as distributions have it. `ip netns exec` has mounts of its own. */
export const PUBLIC_TUN: readonly string[] = [
  'sh',
  '-c',
  'LD_PRELOAD= mount -t tmpfs tmpfs /dev/net && LD_PRELOAD= mknod -m 666 /dev/net/tun c 10 200 && exec "$0" "$@"',
]
