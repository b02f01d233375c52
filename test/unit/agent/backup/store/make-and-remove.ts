import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  beginBackup,
  clearLeftovers,
  completeBackup,
  condemnBackup,
} from '../../../../../agent/backup/store/partial.ts'

// Makes backups of twenty files and removes them, for ever: to be killed.
const [root] = process.argv.slice(2) as [string]
const idOf = (number: number) => `2026-11-30T${String(number).padStart(6, '0')}-full`

for (let number = 0; ; number++) {
  const path = await beginBackup(root, idOf(number))
  mkdirSync(join(path, 'below'))
  for (let file = 0; file < 20; file++) writeFileSync(join(path, 'below', String(file)), 'content')
  await completeBackup(root, idOf(number))
  if (number >= 2) await condemnBackup(root, idOf(number - 2))
  await clearLeftovers(root)
  process.stdout.write(`${number}\n`)
}
