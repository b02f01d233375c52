import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'

/** The settings file cannot be used; the message says what to do. */
export class SettingsError extends Error {
  override name = 'SettingsError'
}

/**
 * Reads a JSON file that holds secrets and hands it to its parser.
 * @throws SettingsError when it is missing, readable by others, or wrong
 */
export function readSettings<T>(file: string, parse: (value: unknown) => T): T {
  let descriptor
  try {
    descriptor = openSync(file, 'r')
  } catch (cause) {
    throw new SettingsError(`cannot read the settings file ${file}: ${String((cause as Error).message)}`, {
      cause,
    })
  }
  try {
    const { mode } = fstatSync(descriptor)
    if ((mode & 0o077) !== 0) {
      throw new SettingsError(
        `${file} can be read by others (mode ${(mode & 0o777).toString(8)}): chmod 600 ${file}`,
      )
    }
    return parse(JSON.parse(readFileSync(descriptor, 'utf8')))
  } catch (cause) {
    if (cause instanceof SettingsError) throw cause
    // A JSON parser quotes what it stumbled over, which may be a password.
    const why = cause instanceof SyntaxError ? 'it is no valid JSON' : (cause as Error).message
    throw new SettingsError(`${file}: ${why}`)
  } finally {
    closeSync(descriptor)
  }
}
