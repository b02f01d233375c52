import { setTimeout as pause } from 'node:timers/promises'
import { lookedAt } from '../pair/node.ts'
import type { PairNode } from '../pair/node.ts'
import type { LookedAt } from '../pair/look.ts'
import type { OutputKind } from '../ui/view.ts'
import type { ProcessIo } from './io.ts'

const everyMilliseconds = 1000

/**
 * Looks at each node once a second and draws as often, until nobody reads it any more: a host that does not answer holds up its
 * own column alone. On a terminal each picture takes the place of the one before.
 */
export async function watchPair(
  nodes: readonly PairNode[],
  { stdout }: ProcessIo,
  output: OutputKind,
  textOf: (looks: readonly LookedAt[]) => string,
): Promise<number> {
  const looks = new Map<string, LookedAt>()
  const follow = async (node: PairNode): Promise<never> => {
    for (;;) {
      const next = pause(everyMilliseconds)
      looks.set(node.name, await lookedAt(node))
      await next
    }
  }
  const draw = async (): Promise<never> => {
    for (;;) {
      const seen = nodes.flatMap(({ name }) => looks.get(name) ?? [])
      if (seen.length === nodes.length) stdout.write(framed(textOf(seen), stdout.isTTY && output === 'auto'))
      await pause(everyMilliseconds)
    }
  }
  const unread = new Promise<number>((resolve) => {
    for (const event of ['error', 'close']) stdout.once(event, () => resolve(0))
  })
  // The others end by an error alone.
  return Promise.race([unread, ...nodes.map(follow), draw()])
}

const home = '\x1b[H'
const eraseRestOfLine = '\x1b[K'
const eraseBelow = '\x1b[J'

/** Overwrites the picture before line by line, which does not flicker. */
function framed(text: string, onTerminal: boolean): string {
  return onTerminal ? `${home}${text.replaceAll('\n', `${eraseRestOfLine}\n`)}${eraseBelow}` : text
}
