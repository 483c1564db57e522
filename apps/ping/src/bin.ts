#!/usr/bin/env node
import { main } from './main.js'
import { system } from './system.js'

// A reader that has gone away, as `head`, is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await main(process.argv.slice(2), system)
