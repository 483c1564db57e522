import { readFileSync } from 'node:fs'

/** The package's own version: its manifest lies beside `src` and beside `dist`. */
export function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
