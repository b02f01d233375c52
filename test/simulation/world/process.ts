/** A machine as its processes feel it: all of them stop when it is frozen, and go on, late, when it thaws. */
export class Machine {
  frozen = false
  private readonly processes = new Set<Process>()

  start(): Process {
    const process = new Process(this)
    this.processes.add(process)
    return process
  }

  forget(process: Process): void {
    this.processes.delete(process)
  }

  freeze(): void {
    this.frozen = true
  }

  thaw(): void {
    this.frozen = false
    for (const process of this.processes) process.release()
  }
}

/** One life of one program. */
export class Process {
  alive = true
  frozen = false
  private held: (() => void)[] = []
  private readonly machine: Machine

  constructor(machine: Machine) {
    this.machine = machine
  }

  runs(): boolean {
    return this.alive && !this.frozen && !this.machine.frozen
  }

  kill(): void {
    this.alive = false
    this.held = []
    this.machine.forget(this)
  }

  freeze(): void {
    this.frozen = true
  }

  thaw(): void {
    this.frozen = false
    this.release()
  }

  /** Keeps what has to wait until this process runs again. */
  hold(resume: () => void): void {
    this.held.push(resume)
  }

  /** Everything that was due meanwhile happens now, in its order. */
  release(): void {
    if (!this.runs()) return
    const { held } = this
    this.held = []
    for (const resume of held) resume()
  }
}
