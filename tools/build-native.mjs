// Builds the addon for this platform (or --target) into packages/native/npm/<triple>/icmp.node with nothing but a C compiler.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = join(root, 'packages/native/src/c')

const usage = `usage: node tools/build-native.mjs [--target <triple>] [--sanitize] [--out <file>] [--force]
  triples: linux-x64-gnu linux-arm64-gnu darwin-x64 darwin-arm64`

/** The compilers to try and the flags of each target; `env` may name another compiler. */
const targets = {
  'linux-x64-gnu': { backend: 'linux', cross: ['x86_64-linux-gnu-gcc'], flags: ['-fcf-protection'] },
  // Without outlined atomics nothing of libgcc is needed.
  'linux-arm64-gnu': {
    backend: 'linux',
    cross: ['aarch64-linux-gnu-gcc'],
    flags: ['-mno-outline-atomics', '-mbranch-protection=standard'],
  },
  'darwin-x64': { backend: 'darwin', cross: [], flags: ['-arch', 'x86_64', '-mmacosx-version-min=11.0'] },
  'darwin-arm64': { backend: 'darwin', cross: [], flags: ['-arch', 'arm64', '-mmacosx-version-min=11.0'] },
}

const warnings = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-Wshadow', '-Wstrict-prototypes', '-Wmissing-prototypes']
const common = ['-fPIC', '-fvisibility=hidden', '-fno-strict-overflow', '-pthread']
const hardening = ['-O2', '-fstack-protector-strong', '-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=2']
const sanitizers = [
  '-O1',
  '-g',
  '-fno-omit-frame-pointer',
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=undefined',
]

/**
 * Linked without the default libraries the symbols carry no version, so the binary runs on any glibc that has them
 * (2.28 is what Node 20 needs); the process has libc and libpthread loaded in any case.
 */
const linking = {
  linux: ['-shared', '-nodefaultlibs', '-s', '-Wl,-z,relro,-z,now,-z,noexecstack', '-Wl,--as-needed'],
  darwin: ['-bundle', '-undefined', 'dynamic_lookup', '-Wl,-dead_strip'],
}

export function hostTriple(platform = process.platform, arch = process.arch) {
  if (platform === 'linux') return `linux-${arch}-gnu`
  return `${platform}-${arch}`
}

export function outputOf(triple, sanitize = false) {
  if (sanitize) return join(root, 'packages/native/dist-sanitize', `${triple}.node`)
  return join(root, 'packages/native/npm', triple, 'icmp.node')
}

function filesIn(directory, endings) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(directory, entry.name))
}

function newest(files) {
  return Math.max(...files.map((file) => statSync(file).mtimeMs))
}

function works(compiler) {
  return spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status === 0
}

function findCompiler(triple) {
  if (process.env.CC) return process.env.CC.split(' ')
  const candidates =
    triple === hostTriple() || triple.startsWith('darwin-') ? ['cc', 'gcc', 'clang'] : targets[triple].cross
  const found = candidates.find(works)
  return found ? [found] : undefined
}

function commandLine(target, { sanitize, out }) {
  const link = linking[target.backend].filter((flag) => !(sanitize && (flag === '-nodefaultlibs' || flag === '-s')))
  const define = target.backend === 'linux' ? ['-D_GNU_SOURCE'] : ['-D_DARWIN_C_SOURCE', '-D__APPLE_USE_RFC_3542']
  return [
    ...warnings,
    ...common,
    ...(sanitize ? sanitizers : hardening),
    ...define,
    ...target.flags,
    '-isystem',
    join(root, 'node_modules/node-api-headers/include'),
    ...link,
    '-o',
    out,
    ...filesIn(sources, ['.c']),
    ...filesIn(join(sources, target.backend), ['.c']),
  ]
}

/** Returns `{ status: 'built' | 'fresh' | 'unsupported' | 'failed', out?, reason? }`; prints nothing but the compiler's words. */
export function build({
  target: triple = hostTriple(),
  sanitize = false,
  out = outputOf(triple, sanitize),
  force = false,
} = {}) {
  const target = targets[triple]
  if (!target)
    return { status: 'unsupported', reason: `There is no ICMP backend for ${triple} yet: nothing was built.` }
  const inputs = [
    fileURLToPath(import.meta.url),
    ...filesIn(sources, ['.c', '.h']),
    ...filesIn(join(sources, target.backend), ['.c', '.h']),
  ]
  if (!force && existsSync(out) && statSync(out).mtimeMs >= newest(inputs)) return { status: 'fresh', out }
  const compiler = findCompiler(triple)
  if (!compiler) {
    const fix =
      triple === 'linux-arm64-gnu' && triple !== hostTriple()
        ? 'gcc-aarch64-linux-gnu'
        : 'a C compiler (Debian: gcc libc6-dev; macOS: xcode-select --install)'
    return { status: 'failed', reason: `No C compiler for ${triple} was found. Install ${fix}, or name one in CC.` }
  }
  mkdirSync(dirname(out), { recursive: true })
  // Compiled beside its place and moved there: a process that has the old binary mapped goes on with the old one.
  const partial = `${out}.${process.pid}.partial`
  const done = spawnSync(compiler[0], [...compiler.slice(1), ...commandLine(target, { sanitize, out: partial })], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (done.status !== 0) {
    rmSync(partial, { force: true })
    return { status: 'failed', reason: `${compiler.join(' ')} failed for ${triple}.` }
  }
  renameSync(partial, out)
  return { status: 'built', out }
}

function parse(argv) {
  const options = {}
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === '--sanitize') options.sanitize = true
    else if (argv[i] === '--force') options.force = true
    else if (argv[i] === '--target' && argv[i + 1]) options.target = argv[++i]
    else if (argv[i] === '--out' && argv[i + 1]) options.out = argv[++i]
    else return undefined
  }
  return options
}

function main() {
  const options = parse(process.argv.slice(2))
  if (!options || (options.target && !targets[options.target])) {
    console.error(usage)
    return 2
  }
  const result = build(options)
  if (result.reason) console.error(result.reason)
  if (result.status === 'built') console.log(`built ${relative(process.cwd(), result.out)}`)
  return result.status === 'failed' ? 1 : 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main()
