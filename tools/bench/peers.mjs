// What we are measured against: made on the spot, out of the repository's way.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

const RAW_SOCKET = '1.8.1'

const directory = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'icmp-bench')

function run(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8' })
  return done.status === 0
    ? { ok: true, stdout: done.stdout }
    : { ok: false, why: `${command}: ${done.error?.message ?? done.stderr.trim().split('\n').at(-1)}` }
}

/** raw-socket's native checksum. It builds on Node 20 and 22 only: `why` says what went wrong elsewhere. */
export function rawSocket() {
  const at = join(directory, `raw-socket-${RAW_SOCKET}-node${process.versions.modules}`)
  if (!existsSync(join(at, 'node_modules/raw-socket'))) {
    mkdirSync(at, { recursive: true })
    writeFileSync(join(at, 'package.json'), '{ "private": true }')
    const installed = run('npm', ['install', '--no-audit', '--no-fund', `raw-socket@${RAW_SOCKET}`], at)
    if (!installed.ok) return { why: installed.why }
    run('npm', ['rebuild', 'raw-socket', '--ignore-scripts=false'], at)
  }
  try {
    const { createChecksum } = createRequire(join(at, 'package.json'))('raw-socket')
    return { checksum: (bytes) => createChecksum(bytes) }
  } catch (error) {
    return { why: String(error.message).split('\n')[0] }
  }
}

const SOURCE = `
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint16_t checksum(const uint8_t *bytes, size_t length) {
  uint64_t sum = 0;
  size_t at = 0;
  for (; at + 4 <= length; at += 4) {
    uint32_t word;
    memcpy(&word, bytes + at, 4);
    sum += word;
  }
  if (at + 2 <= length) {
    uint16_t word;
    memcpy(&word, bytes + at, 2);
    sum += word;
    at += 2;
  }
  if (at < length) sum += bytes[at];
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

int main(int count, char **arguments) {
  static uint8_t bytes[65536];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(i * 31);
  for (int n = 1; n < count; n++) {
    size_t length = strtoul(arguments[n], NULL, 10);
    long calls = 400000000L / (long)(length + 60);
    double best = 1e18;
    volatile uint16_t sink = 0;
    for (int round = 0; round < 5; round++) {
      struct timespec start, end;
      clock_gettime(CLOCK_MONOTONIC, &start);
      for (long i = 0; i < calls; i++) {
        bytes[0] = (uint8_t)i;
        __asm__ volatile("" : : "g"(bytes) : "memory");
        sink ^= checksum(bytes, length);
      }
      clock_gettime(CLOCK_MONOTONIC, &end);
      double ns = ((end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec)) / (double)calls;
      if (ns < best) best = ns;
    }
    printf("%f\\n", best);
  }
  return 0;
}
`

/** Nanoseconds that C at -O3 takes for a checksum of each of these lengths. */
export function cChecksum(lengths) {
  mkdirSync(directory, { recursive: true })
  const [source, program] = [join(directory, 'checksum.c'), join(directory, 'checksum')]
  writeFileSync(source, SOURCE)
  const built = run('cc', ['-O3', '-o', program, source], directory)
  if (!built.ok) return { why: built.why }
  const ran = run(program, lengths.map(String), directory)
  return ran.ok ? { ns: ran.stdout.trim().split('\n').map(Number) } : { why: ran.why }
}
