import type { Job, Wait } from './job.ts'
import type { Server } from './server.ts'

const openMilliseconds = 1000

export function pause(job: Job, milliseconds: number): Wait {
  return (resume) => job.host.world.timeline.later(milliseconds, job.process, () => resume())
}

/** Opens a session: refused without a server, timed out when it does not answer. */
export function connect(job: Job): Wait {
  return (resume) => {
    const { server, world } = job.host
    let open = true
    const settle = (error?: Error) => {
      if (open) resume(error)
      open = false
    }
    world.timeline.later(
      openMilliseconds,
      job.process,
      () => open && settle(new Error('connecting timed out')),
    )
    if (server.full && world.random.chance(0.7))
      return world.timeline.later(1, job.process, () => settle(new Error('too many connections')))
    onServer(job, server, () => undefined, settle)
  }
}

/** One statement. What has reached the server is done there even if nobody waits for its answer any more. */
export function run(job: Job, statement: (server: Server) => void): Wait {
  return (resume) => onServer(job, job.host.server, statement, resume)
}

/** SET GLOBAL read_only=1; the answer is an error after a second in which something held it up. */
export function close(job: Job): Wait {
  return (resume) => {
    const { server, world } = job.host
    const back = answerTo(job, server, resume)
    if (server.phase !== 'up') return back(new Error('connection refused'))
    world.timeline.later(1, server.process, () =>
      server.source.close(
        () => job.over || !job.process.alive,
        (closed) => back(closed ? undefined : new Error('1205: lock wait timeout')),
      ),
    )
  }
}

function onServer(
  job: Job,
  server: Server,
  statement: (server: Server) => void,
  resume: (error?: Error) => void,
): void {
  const { timeline, random } = job.host.world
  const back = answerTo(job, server, resume)
  if (server.phase !== 'up') return back(new Error('connection refused'))
  timeline.later(random.between(1, 3), server.process, () => {
    statement(server)
    back()
  })
}

/** Comes back to the agent once, with an error when the server dies first. */
function answerTo(job: Job, server: Server, resume: (error?: Error) => void): (error?: Error) => void {
  const { timeline } = job.host.world
  let asked = true
  const back = (error?: Error) => {
    if (!asked) return
    asked = false
    server.waiting.delete(died)
    timeline.later(1, job.process, () => resume(error))
  }
  const died = () => back(new Error('the server went away'))
  server.waiting.add(died)
  return back
}
