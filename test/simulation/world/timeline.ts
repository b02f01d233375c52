import type { Process } from './process.ts'

interface Task {
  at: number
  /** Of tasks at the same time the one that was planned first runs first. */
  order: number
  /** Who does it; `null`: nature. */
  by: Process | null
  run: () => void
}

/** What is going to happen, in order. Times are true milliseconds, which nobody in the world can read. */
export class Timeline {
  now = 0
  /** A fingerprint of everything that happened. */
  digest = 17
  private order = 0
  private readonly heap: Task[] = []

  /** Plans a task. A process that is dead by then does nothing; one that is frozen does it when it thaws. */
  later(delay: number, by: Process | null, run: () => void): void {
    this.push({ at: this.now + delay, order: ++this.order, by, run })
  }

  /** Does the next thing. */
  step(): void {
    const task = this.pop()
    if (task === undefined) throw new Error('nothing is going to happen any more')
    this.now = task.at
    if (task.by === null || task.by.runs()) {
      this.digest = (Math.imul(this.digest ^ task.at, 16777619) + task.order) | 0
      task.run()
    } else if (task.by.alive) task.by.hold(() => this.push({ ...task, at: this.now }))
  }

  private push(task: Task): void {
    const { heap } = this
    let child = heap.length
    heap.push(task)
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!before(task, heap[parent] as Task)) break
      heap[child] = heap[parent] as Task
      child = parent
    }
    heap[child] = task
  }

  private pop(): Task | undefined {
    const { heap } = this
    const top = heap[0]
    const last = heap.pop()
    if (top === undefined || last === undefined || heap.length === 0) return top
    let parent = 0
    for (;;) {
      let child = 2 * parent + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Task, heap[child] as Task)) child += 1
      if (!before(heap[child] as Task, last)) break
      heap[parent] = heap[child] as Task
      parent = child
    }
    heap[parent] = last
    return top
  }
}

function before(a: Task, b: Task): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
