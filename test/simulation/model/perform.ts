import type { Work } from '../../../agent/decide/action.ts'
import { fence } from './fence.ts'
import type { Job, Script } from './job.ts'
import { rebuild } from './rebuild.ts'
import { connect, close, pause, run } from './sql.ts'
import { covers } from '../../../src/mysql/position.ts'

/** What each kind of work does, statement by statement, as agent/act does it. */
export function perform(job: Job): Script {
  const work: Work = job.action
  switch (work.kind) {
    case 'fence':
      return fence(job, work)
    case 'survey':
      return once(job, () => undefined)
    case 'close':
      return closeForSwitchover(job)
    case 'catch-up':
      return catchUp(job, work.position)
    case 'drain':
      return drain(job)
    case 'detach':
      return detach(job)
    case 'open':
      return open(job, work.semisyncSource)
    case 'semisync':
      return once(job, () => job.host.server.source.switch(work.source))
    case 'join':
      return join(job)
    case 'resume':
      return once(job, () => job.host.server.replica.start('sql'))
    case 'record-term':
    case 'heartbeat':
      return write(job)
    case 'dump-errant':
      return dump(job)
    case 'rebuild':
      return rebuild(job, work)
    case 'probe-vip':
      return probeVip(job)
    case 'drop-vip':
      return dropVip(job)
  }
}

function* once(job: Job, statement: () => void): Script {
  yield connect(job)
  yield run(job, statement)
  return ''
}

function* closeForSwitchover(job: Job): Script {
  yield connect(job)
  yield close(job)
  yield run(job, () => undefined)
  return job.host.server.storage.executed.text()
}

function* catchUp(job: Job, position: string): Script {
  yield connect(job)
  for (;;) {
    yield run(job, () => undefined)
    if (covers('uuid', job.host.server.storage.executed.text(), position)) return 'everything is applied'
    yield pause(job, 10)
  }
}

function* drain(job: Job): Script {
  const { replica } = job.host.server
  yield connect(job)
  for (const round of [1, 2]) {
    for (;;) {
      yield run(job, () => undefined)
      if (!replica.configured) return 'no replica: nothing to apply'
      if (replica.sqlErrno !== 0) throw new Error('the applier stopped')
      yield run(job, () => replica.start('sql'))
      if (replica.drained()) break
      yield pause(job, 50)
    }
    if (round === 1) yield run(job, () => replica.stop('io'))
  }
  return 'everything received is applied'
}

function* detach(job: Job): Script {
  const { host } = job
  yield connect(job)
  yield run(job, () => undefined)
  if (host.disk.full) throw new Error('no space left on device')
  while (host.disk.stuck) yield pause(job, 100)
  yield run(job, (server) => server.replica.stop('io'))
  yield run(job, (server) => server.replica.reset())
  return ''
}

function* open(job: Job, source: boolean): Script {
  const { host } = job
  yield connect(job)
  yield run(job, (server) => {
    server.source.timeoutMilliseconds = host.world.policy.semisyncTimeoutMilliseconds
    server.source.switch(source)
  })
  yield run(job, () => undefined)
  yield run(job, (server) => {
    server.readOnly = false
    host.world.judge.opened(host)
    host.world.note(host.id, 'read_only=0')
  })
  yield run(job, () => undefined)
  if (host.server.readOnly) throw new Error('read_only did not go off')
  return ''
}

function* join(job: Job): Script {
  const { replica } = job.host.server
  yield connect(job)
  yield run(job, () => undefined)
  const joinable = replica.configured && (replica.sqlErrno === 0 || !replica.drained())
  if (!joinable) yield run(job, () => replica.configure())
  job.host.world.judge.joined(job.host)
  yield run(job, () => {
    replica.start('io')
    replica.start('sql')
  })
  return ''
}

function* write(job: Job): Script {
  yield connect(job)
  let written = false
  yield (resume) =>
    run(job, (server) => {
      if (server.readOnly) return
      server.source.write({ alive: true, answer: () => (written = true) }, 0)
    })(resume)
  while (!written) yield pause(job, 20)
  return ''
}

function* dump(job: Job): Script {
  yield connect(job)
  yield run(job, () => undefined)
  while (job.host.disk.stuck) yield pause(job, 100)
  yield pause(job, 50)
  if (job.host.disk.full) throw new Error('no space left on device')
  return `/incidents/${job.action.id}`
}

function* probeVip(job: Job): Script {
  const { host } = job
  const peer = host.peer()
  const { network } = host.world
  yield pause(job, 5)
  if (peer.vip && peer.runs() && network.open(host.id, peer.id)) return 'answered by another host'
  yield pause(job, 245)
  return 'clear'
}

function* dropVip(job: Job): Script {
  yield pause(job, 20)
  job.host.vip = false
  return 'dropped'
}
