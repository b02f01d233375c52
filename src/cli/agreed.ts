import type { Questioner } from '../decide/questioner.ts'
import { PlaybookError } from '../errors.ts'

/** Whether the person agrees to what the lines say; `--yes` has agreed already. Throws `BadUsage` when nobody can be asked. */
export async function agreed(
  { yes }: { readonly yes: boolean },
  questioner: Questioner | undefined,
  message: string,
  lines: readonly string[] = [],
): Promise<boolean> {
  if (yes) return true
  if (questioner !== undefined) return questioner.confirm(message, lines)
  throw new PlaybookError('BadUsage', `${message} Nobody is at the terminal to say so`, {
    details: lines,
    hint: 'Add --yes to agree beforehand.',
  })
}
