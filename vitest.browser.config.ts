import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

// Core's own tests in a browser: `tools/browser.live.test.ts` runs them where Chromium is installed.
export default defineConfig({
  resolve: { conditions: ['@icmp/source', 'browser', 'import', 'default'] },
  test: {
    include: ['packages/core/src/**/*.test.ts'],
    // Reads a file of recorded packets.
    exclude: ['**/captures.test.ts', '**/node_modules/**', '**/dist/**'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env.ICMP_CHROMIUM ?? '/usr/bin/chromium',
          // As root there is no sandbox.
          args: ['--no-sandbox'],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
