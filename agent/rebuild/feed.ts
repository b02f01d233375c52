import { finished } from 'node:stream/promises'
import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import type { Context } from '../act/context.ts'
import type { Fields } from '../shape.ts'
import { startChild } from './child.ts'
import { receive } from './receive.ts'
import type { Reporter } from './reporter.ts'

/** Feeds the peer's stream to a program. Gives what the peer said at the end. @throws unless both ended well */
export async function feed(
  { settings, signal }: Pick<Context, 'settings' | 'signal'>,
  method: RebuildMethod,
  { program, args }: { program: string; args: readonly string[] },
  report: Reporter,
): Promise<Fields> {
  const child = startChild(program, args, signal, ['pipe', 'ignore', 'pipe'])
  const { stdin } = child.process
  if (stdin === null) throw new Error(`${program} takes no input`)
  // Its own end says more than a broken pipe.
  stdin.on('error', () => undefined)
  try {
    const end = await receive(settings, method, stdin, (bytes) => report.count(bytes), signal)
    stdin.end()
    await finished(stdin)
    await child.ended
    return end
  } catch (error) {
    stdin.destroy()
    // Ended by itself, it knows better why.
    if (child.process.exitCode !== null) await child.ended
    child.process.kill('SIGKILL')
    throw error
  }
}
