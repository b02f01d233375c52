import type { ListrTask } from 'listr2'

/** What one host's row says now. */
export interface RowText {
  readonly title: string
  /** Lines below the title. */
  readonly lines: readonly string[]
  readonly failed: boolean
}

/** What one task of the list says now: a role on a stage, with a row for each host. */
export interface TaskText {
  readonly title: string
  readonly rows: ReadonlyMap<string, RowText>
}

/** The part of listr2's task wrapper that is used here. */
interface Drawn {
  title: string
  output: string
}

interface Signal {
  readonly promise: Promise<void>
  readonly give: () => void
}

function signal(): Signal {
  let give: Signal['give'] = () => undefined
  const promise = new Promise<void>((resolve) => {
    give = resolve
  })
  return { promise, give }
}

interface DrawnRow {
  readonly closed: Signal
  drawn?: Drawn
}

/**
 * One task of the list, told from outside what to say. listr2 starts tasks in its own time, so this keeps the last text
 * until there is something to draw it on.
 */
export class TerminalTask {
  readonly #opened = signal()
  readonly #rows = new Map<string, DrawnRow>()
  #begun = false
  #finished = false
  #drawn: Drawn | undefined
  #text: TaskText

  constructor(title: string) {
    this.#text = { title, rows: new Map() }
  }

  begin(hosts: readonly string[]): void {
    for (const host of hosts) this.#rows.set(host, { closed: signal() })
    this.#begun = true
    this.#opened.give()
  }

  show(text: TaskText): void {
    if (this.#finished) return
    this.#text = text
    this.#draw()
    for (const [host, row] of this.#rows) if (text.rows.get(host)?.failed === true) row.closed.give()
  }

  /** The last text stays; a task that was never begun is shown as skipped. */
  finish(): void {
    this.#finished = true
    this.#opened.give()
    for (const { closed } of this.#rows.values()) closed.give()
  }

  /** The task as listr2 takes it. */
  listrTask(): ListrTask {
    return {
      title: this.#text.title,
      task: async (_context, task) => {
        await this.#opened.promise
        if (!this.#begun) return task.skip(`${this.#text.title} (not reached)`)
        this.#drawn = task
        this.#draw()
        return task.newListr(
          [...this.#rows].map(([host, row]) => this.#rowTask(host, row)),
          { concurrent: true, exitOnError: false },
        )
      },
    }
  }

  #rowTask(host: string, row: DrawnRow): ListrTask {
    return {
      title: host,
      task: async (_context, drawn): Promise<void> => {
        row.drawn = drawn
        this.#draw()
        await row.closed.promise
        const text = this.#text.rows.get(host)
        if (text?.failed === true) throw new Error(text.title)
      },
      rendererOptions: { persistentOutput: true },
    }
  }

  #draw(): void {
    if (this.#drawn && this.#drawn.title !== this.#text.title) this.#drawn.title = this.#text.title
    for (const [host, { drawn }] of this.#rows) {
      const text = this.#text.rows.get(host)
      if (!drawn || !text) continue
      const lines = text.lines.join('\n')
      if (drawn.title !== text.title) drawn.title = text.title
      if ((drawn.output ?? '') !== lines) drawn.output = lines
    }
  }
}
