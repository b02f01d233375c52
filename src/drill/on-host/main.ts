import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { keepAsking } from './ask.ts'
import { keepCommitting } from './commit.ts'
import { monotonic, openLog } from './log.ts'
import { lookAtRole } from './look.ts'
import { lookEveryMilliseconds } from './records.ts'
import type { WatchSettings } from './records.ts'

/** Watches the host until it is stopped. */
function watch(settings: WatchSettings): void {
  const record = openLog(settings.log)
  const [seconds] = readFileSync('/proc/uptime', 'utf8').split(' ')
  record({ kind: 'clock', at: monotonic(), uptime: Number(seconds) * 1000 })
  setInterval(() => record(lookAtRole(settings)), lookEveryMilliseconds)
  void keepAsking(settings, record)
  void keepCommitting(settings, record)
}

const [verb, path = ''] = process.argv.slice(2)
if (verb === 'watch') watch(JSON.parse(readFileSync(path, 'utf8')) as WatchSettings)
// Records are alike: packed they are a tenth, and fit into one answer of a slow line.
if (verb === 'dump') process.stdout.write(gzipSync(readFileSync(path)).toString('base64'))
