import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import { PlaybookError, messageOf } from '../errors.ts'
import { shownPath } from '../inventory/files.ts'
import { shownName, type Origin } from '../inventory/origin.ts'
import { refuseProblems, type Problem } from '../inventory/problem.ts'
import { entriesUnder, parseYamlFile, textOf, topEntries } from '../inventory/yaml-file.ts'
import { writeDurably } from './write-durably.ts'

const header =
  '# What the customer decided. Written by playbook; change an answer by --ask or --decision KEY=VALUE.\n'

export interface RecordedDecision {
  readonly value: string
  readonly who: string
  /** ISO 8601. */
  readonly when: string
  readonly origin: Origin
}

/** decisions.yml of one inventory: `key: {value, who, when}`, all of it text: a value of `007` or `no` stays what it is. */
export class DecisionStore {
  readonly #path: string
  readonly #who: string

  /** `who` is written beside every answer: `deploy@laptop`. */
  constructor(directory: string, who: string) {
    this.#path = join(directory, 'decisions.yml')
    this.#who = who
  }

  async #text(): Promise<string> {
    try {
      return await readFile(this.#path, 'utf8')
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return header
      throw new PlaybookError('BadInventory', `${shownPath(this.#path)} cannot be read: ${messageOf(cause)}`)
    }
  }

  /** Every recorded answer by its key. Throws `BadInventory` when the file has another form. */
  async recorded(): Promise<ReadonlyMap<string, RecordedDecision>> {
    const yaml = parseYamlFile(shownPath(this.#path), await this.#text(), 'failsafe')
    const problems: Problem[] = [...yaml.problems]
    const found = new Map<string, RecordedDecision>()
    for (const entry of problems.length > 0 ? [] : topEntries(yaml, problems)) {
      const { name, origin } = entry
      const fields = new Map(
        entriesUnder(yaml, entry, problems).map((field) => [field.name, textOf(field.value)]),
      )
      const value = fields.get('value')
      if (value === undefined)
        problems.push({ origin, message: `${shownName(name)}: must be {value, who, when}` })
      else found.set(name, { value, who: fields.get('who') ?? '', when: fields.get('when') ?? '', origin })
    }
    refuseProblems(shownPath(this.#path), problems)
    return found
  }

  /** Records answers, keeping all others, comments and order; on disk when the promise resolves. */
  async record(answers: ReadonlyMap<string, string>): Promise<void> {
    const document = parseDocument(await this.#text(), { schema: 'failsafe' })
    const when = new Date().toISOString()
    for (const [key, value] of answers)
      document.set(key, document.createNode({ value, who: this.#who, when }))
    try {
      await writeDurably(this.#path, document.toString({ lineWidth: 0 }), 0o644)
    } catch (cause) {
      throw new PlaybookError(
        'BadInventory',
        `${shownPath(this.#path)} cannot be written: ${messageOf(cause)}`,
      )
    }
  }
}
