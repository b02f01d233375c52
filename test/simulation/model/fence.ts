import type { Work } from '../../../agent/decide/action.ts'
import type { Job, Script } from './job.ts'
import { close, connect, pause, run } from './sql.ts'

const releaseAfterMilliseconds = { hard: 50, soft: 300 }

/** Closes writes, whatever it takes. */
export function* fence(job: Job, work: Extract<Work, { kind: 'fence' }>): Script {
  const { host } = job
  const { timeline } = host.world
  const until = timeline.now + work.withinMilliseconds
  const gentle = { state: 'going' as 'going' | 'done' | 'failed', why: '' }
  follow(job, gently(job, until), (error) => {
    gentle.state = error === undefined ? 'done' : 'failed'
    gentle.why = error?.message ?? ''
  })
  timeline.later(releaseAfterMilliseconds[work.hard ? 'hard' : 'soft'], job.process, () => {
    if (gentle.state === 'going' && !job.over) follow(job, releasing(job), () => undefined)
  })
  while (gentle.state === 'going' && timeline.now < until) yield pause(job, 10)
  if (gentle.state === 'done') return 'read-only'
  const instance = host.server.instance()
  if (instance === null) return 'no server'
  if (work.served !== null && work.served !== instance) return 'mysqld is only starting, read-only'
  // Asked to end, a frozen or stuck server ends when it can, or is killed after all.
  for (let waited = 0; !work.hard && waited < 10_000; waited += 100) {
    yield pause(job, 100)
    if (host.server.answers() && !host.disk.stuck) break
  }
  if (host.server.instance() === instance) host.server.kill()
  return `mysqld ended: ${gentle.why}`
}

function* gently(job: Job, until: number): Script {
  const { timeline } = job.host.world
  yield connect(job)
  for (let closed = false; !closed;) {
    try {
      yield close(job)
      closed = true
    } catch (error) {
      if (!(error as Error).message.startsWith('1205') || timeline.now >= until) throw error
    }
  }
  yield run(job, cutOff)
  yield run(job, () => undefined)
  if (!job.host.server.readOnly) throw new Error('read_only did not stay on')
  return ''
}

function* releasing(job: Job): Script {
  yield connect(job)
  yield run(job, cutOff)
  return ''
}

function cutOff(server: Job['host']['server']): void {
  server.source.cutOff()
  server.source.switch(false)
}

/** A script beside the job's own, which ends with it. */
function follow(job: Job, script: Script, done: (error?: Error) => void): void {
  const step = (error?: Error): void => {
    if (job.over || !job.process.alive) return
    try {
      const { done: ended, value } = error === undefined ? script.next() : script.throw(error)
      if (ended === true) done()
      else value(step)
    } catch (failure) {
      done(failure as Error)
    }
  }
  step()
}
