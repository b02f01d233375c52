import type { Questioner } from '../decide/questioner.ts'
import { PlaybookError } from '../errors.ts'

/** Whether the person agrees to a question, which follows the lines. */
export type Agree = (message: string, lines?: readonly string[]) => Promise<boolean>

/**
 * Who will be asked; `--yes` has agreed already. To be called before any host is touched: throws `BadUsage` when nobody can
 * be asked.
 */
export function whoAgrees(
  { yes }: { readonly yes: boolean },
  questioner: Questioner | undefined,
  what: string,
): Agree {
  if (yes) return () => Promise.resolve(true)
  if (questioner !== undefined) return (message, lines) => questioner.confirm(message, lines)
  throw new PlaybookError('BadUsage', `nobody is at the terminal to agree to ${what}`, {
    hint: 'Add --yes to agree beforehand.',
  })
}
