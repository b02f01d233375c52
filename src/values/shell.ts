import { Secret } from './secret.ts'

/** What may stand in a command: everything is quoted, lists become several words. Secrets travel by `input` alone. */
export type ShellValue = string | number | readonly (string | number)[] | ShellCommand

/** A command for a POSIX shell: a value that can be built, compared and shown; only a connection runs it. */
export class ShellCommand {
  readonly kind = 'shell'
  readonly script: string
  /** Sent to the command's standard input; empty input otherwise. */
  readonly stdin: string | Secret | Uint8Array | undefined
  /** The command is killed after this time and the result says `timedOut`. */
  readonly timeoutSeconds: number

  constructor(script: string, stdin?: string | Secret | Uint8Array, timeoutSeconds = 60) {
    this.script = script
    this.stdin = stdin
    this.timeoutSeconds = timeoutSeconds
  }

  input(stdin: string | Secret | Uint8Array): ShellCommand {
    return new ShellCommand(this.script, stdin, this.timeoutSeconds)
  }

  timeout(seconds: number): ShellCommand {
    return new ShellCommand(this.script, this.stdin, seconds)
  }

  toString(): string {
    return this.script
  }
}

/** Quotes one word for POSIX sh. (zx's own quoting gives `$'...'`, which dash does not know.) */
export function quoteWord(word: string): string {
  if (word.includes('\0')) throw new TypeError('a shell word cannot hold a NUL byte')
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

function quoteValue(value: ShellValue): string {
  if (value instanceof Secret) throw new TypeError('a secret cannot stand in a command: pass it by .input()')
  if (value instanceof ShellCommand) return value.script
  if (typeof value === 'string') return quoteWord(value)
  if (typeof value === 'number') return String(value)
  return value.map((item) => quoteWord(String(item))).join(' ')
}

/** A command with every value quoted: `` sh`systemctl start ${unit}` ``. A nested command is inserted as it is. */
export function sh(strings: TemplateStringsArray, ...values: ShellValue[]): ShellCommand {
  const script = strings.reduce((text, part, index) => text + quoteValue(values[index - 1] ?? '') + part)
  return new ShellCommand(script)
}

/** Commands one after the other; the first that fails ends the whole. */
export function allOf(commands: readonly ShellCommand[]): ShellCommand {
  return new ShellCommand(commands.map(({ script }) => script).join(' &&\n'))
}
