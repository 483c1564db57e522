import { defineConfig } from 'vitest/config'

const conditions = ['@icmp/source', 'node', 'import', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['**/*.live.test.ts', '**/node_modules/**', '**/dist/**'],
          // Five seconds, the default, pass quickly on a machine that has other things to do.
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Tests against the real kernel, other runtimes and packed tarballs: one file at a time, as they share the machine.
        extends: true,
        test: {
          name: 'live',
          include: ['{packages,apps}/*/src/**/*.live.test.ts', 'tools/**/*.live.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
