import { inspect } from 'node:util'

/**
 * A value that prints as `[secret]` wherever it is shown, joined, serialised or inspected. Only the code that
 * writes it to a pipe or a 0600 file calls `reveal`.
 */
export class Secret {
  readonly #value: string
  /** What the secret is, for messages: `mysql_root_password`. */
  readonly label: string

  constructor(value: string, label: string) {
    this.#value = value
    this.label = label
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}
