import type { Work } from '../../../agent/decide/action.ts'
import { missingFrom } from '../../../src/mysql/position.ts'
import type { Job, Script } from './job.ts'
import { pause } from './sql.ts'

/** Copies the peer's data: the server stops, the old data goes, the copy comes, the server starts on it. */
export function* rebuild(job: Job, work: Extract<Work, { kind: 'rebuild' }>): Script {
  const { host } = job
  const { random } = host.world
  const donor = host.peer().server
  yield pause(job, random.between(20, 200))
  const reachable = () => host.world.network.open(host.id, donor.id) && donor.answers()
  if (!reachable()) throw new Error('the donor does not answer')
  const lost = missingFrom('uuid', host.server.storage.executed.text(), donor.storage.executed.text())
  if (lost !== '' && missingFrom('uuid', lost, work.discard) !== '') throw new Error(`${lost} would be lost`)
  report(job, 'copying', work.method)
  host.world.judge.discards(host)
  host.server.empty()
  for (let copied = 0; copied < 4; copied += 1) {
    yield pause(job, random.between(100, 800))
    if (!reachable()) throw new Error('the donor was lost')
    if (host.disk.full || host.disk.dataFull) throw new Error('no space left on device')
  }
  host.server.storage.copyFrom(donor.storage)
  report(job, 'starting', work.method)
  host.server.letGo()
  while (host.server.phase !== 'up') yield pause(job, 100)
  return 'rebuilt'
}

function report(
  job: Job,
  stage: 'copying' | 'starting',
  method: Extract<Work, { kind: 'rebuild' }>['method'],
) {
  job.host.unit.agent?.happened({
    kind: 'progress',
    id: job.action.id,
    stage,
    method,
    bytes: 0,
    totalBytes: 0,
  })
}
