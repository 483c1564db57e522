import { defineConfig } from 'tsup'

// One entry per package; declarations come from `tsc`, which also checks `isolatedDeclarations`.
export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  external: [/^node:/],
  sourcemap: true,
  clean: true,
  dts: false,
})
