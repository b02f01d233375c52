import { finished } from 'node:stream/promises'
import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import type { Context } from '../act/context.ts'
import type { Fields } from '../shape.ts'
import type { Child } from './child.ts'
import { receive } from './receive.ts'
import type { Reporter } from './reporter.ts'

/**
 * Feeds the peer's stream to a program. Gives what the peer said at the end. @throws unless both ended well
 * @param begin makes room for the data and starts the program. It is called when the first data has come: until then the
 * peer may refuse, and what is here must outlive that.
 */
export async function feed(
  { settings, signal }: Pick<Context, 'settings' | 'signal'>,
  method: RebuildMethod,
  begin: () => Promise<Child>,
  report: Pick<Reporter, 'count'>,
): Promise<Fields> {
  let child: Child | null = null
  const open = async () => {
    child = await begin()
    const { stdin } = child.process
    if (stdin === null) throw new Error('the program takes no input')
    // Its own end says more than a broken pipe.
    stdin.on('error', () => undefined)
    return stdin
  }
  try {
    const { end, sink } = await receive(settings, method, open, (bytes) => report.count(bytes), signal)
    sink.end()
    await finished(sink)
    await (child as Child | null)?.ended
    return end
  } catch (error) {
    await endFailed(child)
    throw error
  }
}

/** @throws with the program's own reason when it has ended by itself: it knows better why */
async function endFailed(child: Child | null): Promise<void> {
  if (child === null) return
  child.process.stdin?.destroy()
  if (child.over()) await child.ended
  child.process.kill('SIGKILL')
}
