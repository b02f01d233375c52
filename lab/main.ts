import { labCommand } from './command.ts'

process.exitCode = await labCommand(process.argv.slice(2), {
  out: console.log,
  err: console.error,
  env: process.env,
})
