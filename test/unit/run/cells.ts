import type { HostConnection, StepBinding } from '../../../src/connect/connection.ts'
import { PlaybookError } from '../../../src/errors.ts'
import { differs, ok } from '../../../src/plan/finding.ts'
import type { HostWriter } from '../../../src/plan/host.ts'
import { defineModule } from '../../../src/plan/module.ts'
import type { Probe, ProbeResult, ShellResult } from '../../../src/values/probe.ts'
import { sh } from '../../../src/values/shell.ts'

/** A host that is nothing but named cells: the loop is tested on it, connections are tested on real hosts. */
export class CellHost implements HostConnection {
  readonly description = 'cells'
  readonly cells = new Map<string, string>()
  /** What happened, in order: `probe a,b` and `write a=1`. */
  readonly log: string[] = []
  roundTrips = 0
  readonly name: string
  /** Cells whose writing fails, or is silently lost. */
  readonly broken = new Map<string, 'fails' | 'lost'>()
  /** Cells whose writing lets everything else that is under way go on first. */
  readonly slow = new Set<string>()

  constructor(name: string) {
    this.name = name
  }

  async probe(probes: readonly Probe[]): Promise<ProbeResult[]> {
    this.roundTrips++
    const scripts = probes.map((probe) => (probe.kind === 'shell' ? probe.script : ''))
    if (!scripts[0]?.includes('os-release')) this.log.push(`probe ${scripts.join(',')}`)
    return scripts.map((script) => this.#answer(script))
  }

  #answer(script: string): ShellResult {
    const stdout = script.includes('os-release')
      ? `memory=${2 ** 30}\nhostname=${this.name}`
      : (this.cells.get(script) ?? '')
    return { exitCode: 0, stdout, stderr: '', timedOut: false, truncated: false }
  }

  /** Under which ids jobs of its steps would be known on the host. */
  readonly bindings: string[] = []

  writer(binding: StepBinding): HostWriter {
    this.bindings.push(binding.step)
    const run = async (command: { script: string }): Promise<ShellResult> => {
      const [cell = '', value = ''] = command.script.split('=')
      binding.progress(command.script)
      if (this.broken.get(cell) === 'fails')
        throw new PlaybookError('CommandFailed', `${cell} cannot be written`)
      if (this.slow.has(cell)) for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate)
      this.log.push(`write ${command.script}`)
      if (!this.broken.has(cell)) this.cells.set(cell, value)
      return this.#answer('')
    }
    return { name: this.name, run } as unknown as HostWriter
  }

  async attempt(command: { script: string }): Promise<ShellResult> {
    return this.#answer(command.script)
  }

  async lock(): Promise<void> {}
  async close(): Promise<void> {
    this.log.push('close')
  }
  test = unused
  capture = unused
  readFile = unused
  rows = unused
}

function unused(): never {
  throw new Error('the loop itself uses only probe and writer')
}

interface CellParams {
  readonly name: string
  readonly value: string
}

/** Makes a cell hold a value, and publishes it. */
export const cell = defineModule({
  name: 'cell',
  probe: ({ name }: CellParams) => ({ now: sh`${name}` }),
  judge({ now }, { name, value }) {
    return now.stdout === value
      ? ok(`${name} is ${value}`, value)
      : differs(`${name} is "${now.stdout}"`, now.stdout)
  },
  async apply(host, { name, value }) {
    await host.run(sh`${name}=${value}`)
  },
})

/** A guard: only looks. */
export const cellIs = defineModule({
  name: 'cellIs',
  probe: ({ name }: CellParams) => ({ now: sh`${name}` }),
  judge({ now }, { name, value }) {
    return now.stdout === value
      ? ok(`${name} is ${value}`)
      : differs(`${name} is "${now.stdout}" and not ${value}`, undefined)
  },
})
