import { PlaybookError } from '../../src/errors.ts'
import type { HostWriter } from '../../src/plan/host.ts'
import type { Secret } from '../../src/values/secret.ts'
import { quoteWord, ShellCommand } from '../../src/values/shell.ts'

/** The command that must exit 0 for a new file before it replaces the old: `%s` stands for its path. */
export type Validate = string | ((path: string) => ShellCommand)

/** Throws `BadPlan` when the text does not say where the path goes. */
export function validation(validate: Validate, path: string): ShellCommand {
  if (typeof validate === 'function') return validate(path)
  if (!validate.includes('%s'))
    throw new PlaybookError('BadPlan', `validate: '${validate}' does not hold %s, the path of the new file`)
  return new ShellCommand(validate.replaceAll('%s', () => quoteWord(path)))
}

/** A program that reads a file of secrets may quote it in its complaint: masks each secret, and each longer word of one. */
export function masked(text: string, secrets: readonly Secret[]): string {
  const words = secrets.flatMap((secret) => {
    const value = secret.reveal()
    return [value, ...value.split(/[\s='":;]+/).filter((word) => word.length > 3)]
  })
  return words
    .filter((word) => word !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((shown, word) => shown.replaceAll(word, () => '[secret]'), text)
}

/** Runs the validation of `candidate`, the file that shall become `path`. Throws `StepFailed` with what the validator said. */
export async function validateFile(
  host: HostWriter,
  validate: Validate,
  { candidate, path, secrets = [] }: { candidate: string; path: string; secrets?: readonly Secret[] },
): Promise<void> {
  try {
    await host.run(validation(validate, candidate))
  } catch (error) {
    if (!(error instanceof PlaybookError) || error.code !== 'CommandFailed') throw error
    throw new PlaybookError(
      'StepFailed',
      `the new ${path} was refused by its validation; the old one stays`,
      {
        details: [error.message, ...error.details].map((line) => masked(line, secrets)),
      },
    )
  }
}
