import type { CliIo, ProcessIo } from './io.ts'
import type { CliCommand } from './options.ts'
import { parseCommandLine } from './parse.ts'
import { runnable } from './playbooks.ts'
import { stopOnSignals } from './stop.ts'

type Handlers = {
  readonly [Kind in CliCommand['kind']]: (
    command: Extract<CliCommand, { kind: Kind }>,
    io: ProcessIo,
  ) => Promise<number>
}

/** Only a run has a step to finish first: everything else ends at once, as every program does. */
function stoppable(io: ProcessIo, afterwards: string): CliIo {
  return { ...io, stopping: stopOnSignals(afterwards) }
}

const goesOn = 'restore NODE --list shows the backups'

/** Each command loads what it needs, and nothing else does. */
const handlers: Handlers = {
  async help({ text }, { stdout }) {
    stdout.write(text)
    return 0
  },
  async run({ options }, io) {
    const { offerResumption } = await import('./resumption.ts')
    const offered =
      options.mode === 'apply' && !options.list ? await offerResumption(options.inventory, io) : undefined
    if (offered !== undefined)
      return handlers.resume({ kind: 'resume', options: { ...options, run: offered } }, io)
    const { runPlaybook } = await import('./run-playbook.ts')
    return runPlaybook(options, stoppable(io, 'resume looks at it again'))
  },
  async resume({ options }, io) {
    const { resumeRun } = await import('./resume.ts')
    return resumeRun(options, stoppable(io, 'resume looks at it again'))
  },
  async runs({ options }, io) {
    const { printRuns } = await import('./runs.ts')
    return printRuns(options, io)
  },
  async showRun({ options }, io) {
    const { showRun } = await import('./show-run.ts')
    return showRun(options, io)
  },
  async status({ options }, io) {
    const { printStatus } = await import('./status.ts')
    return printStatus(options, io)
  },
  async switchover({ options }, io) {
    const { switchOver } = await import('./switchover.ts')
    return switchOver(options, stoppable(io, 'status tells how the pair is'))
  },
  async rejoin({ options }, io) {
    const { rejoin } = await import('./rejoin.ts')
    return rejoin(options, stoppable(io, 'rejoin watches it again'))
  },
  async listDrills({ options }, io) {
    const { listDrills } = await import('./list-drills.ts')
    return listDrills(options, io)
  },
  async drill({ options }, io) {
    const { drill } = await import('./drill.ts')
    return drill(options, stoppable(io, 'drill --restore takes back what the drill has done'))
  },
  async backup({ options }, io) {
    const { backUp } = await import('./backup.ts')
    return backUp(options, stoppable(io, goesOn))
  },
  async verify({ options }, io) {
    const { verify } = await import('./verify.ts')
    return verify(options, stoppable(io, goesOn))
  },
  async restore({ options }, io) {
    if (options.list) {
      const { listBackups } = await import('./list-backups.ts')
      return listBackups(options, io)
    }
    const { restore } = await import('./restore.ts')
    return restore(options, stoppable(io, goesOn))
  },
  async lab({ arguments: words }, { stdout, stderr, env }) {
    const { labCommand } = await import('../../lab/command.ts')
    return labCommand([...words], {
      out: (line) => void stdout.write(`${line}\n`),
      err: (line) => void stderr.write(`${line}\n`),
      env,
    })
  },
}

/** Understands a command line and does it; gives the exit code. */
export function dispatch(words: readonly string[], io: ProcessIo): Promise<number> {
  const command = parseCommandLine(words, runnable(words))
  // The compiler cannot see that the handler and the command are of one kind.
  const handler = handlers[command.kind] as (command: CliCommand, io: ProcessIo) => Promise<number>
  return handler(command, io)
}
