import { existsSync } from 'node:fs'
import { defineConfig } from 'tsup'

// Runs in a package's folder: `index` is its barrel, `bin` its program. Declarations come from `tsc`, which also checks
// `isolatedDeclarations`.
export default defineConfig({
  entry: ['src/index.ts', 'src/bin.ts'].filter((file) => existsSync(file)),
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  external: [/^node:/],
  sourcemap: true,
  clean: true,
  dts: false,
})
