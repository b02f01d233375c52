import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { destroy, down, wipe } from './down.ts'
import { LabFailure } from './failure.ts'
import { pullThePlug } from './host/power.ts'
import { timedProgress } from './io.ts'
import type { LabIo, Progress } from './io.ts'
import { defaultLabName, describeLab, nodeOf } from './lab.ts'
import type { Lab } from './lab.ts'
import { requireHostableMachine } from './machine/requirements.ts'
import { withLock } from './machine/lock.ts'
import { shell } from './shell.ts'
import { snapshot } from './snapshot/snapshot.ts'
import { statusLines } from './status.ts'
import { cut, freeze, heal } from './trouble.ts'
import { isUp, up } from './up.ts'

export const labUsage = `Two bare test hosts on this machine.

  playbook lab up                    make the lab, or start what is off
  playbook lab status                what runs, at which address, what is cut
  playbook lab shell NODE [-- CMD]   log in as the person who sets it up (--root: as root, past the network)
  playbook lab cut pair|NODE         the two do not see each other | one is cut off from everything
  playbook lab heal                  take back all cuts
  playbook lab pause|thaw NODE       freeze every process of a host, let them go on
  playbook lab kill NODE             pull its plug; \`up\` starts it again
  playbook lab snapshot              what stands on the hosts, as JSON that two runs can be compared by
  playbook lab reset [NODE]          two bare hosts again, or one
  playbook lab down                  shut down, keep the disks
  playbook lab destroy               remove every trace (not the cached base)

  --name NAME        one of several labs of this checkout (or PLAYBOOK_LAB)
  --flavour FLAVOUR  mysql97 (default), mariadb1011 or mysql56
  --refresh          a new lab looks for newer packages instead of using the cached base`

type Request = {
  readonly lab: Lab
  readonly io: LabIo
  readonly progress: Progress
  readonly args: readonly string[]
  readonly options: {
    readonly flavour?: string | undefined
    readonly refresh: boolean
    readonly root: boolean
  }
}

const changing: Readonly<Record<string, (request: Request) => Promise<void>>> = {
  up: bringUp,
  cut: ({ lab, args: [whom] }) => cut(lab, whom),
  heal: ({ lab }) => heal(lab),
  pause: ({ lab, args: [name] }) => freeze(lab, name, true),
  thaw: ({ lab, args: [name] }) => freeze(lab, name, false),
  kill: ({ lab, args: [name] }) => pullThePlug(nodeOf(lab, name)),
  async reset(request) {
    const { lab, args } = request
    await wipe(lab, args.length > 0 ? [nodeOf(lab, args[0])] : lab.nodes)
    await bringUp(request)
  },
  async down({ lab, io }) {
    io.out((await down(lab)) ? 'lab is down; its disks are kept' : 'there is no lab')
  },
  async destroy({ lab, io }) {
    io.out((await destroy(lab)) ? 'lab is gone' : 'there is no lab')
  },
}

const looking: Readonly<Record<string, (request: Request) => Promise<number>>> = {
  async status({ lab, io }) {
    for (const line of statusLines(lab)) io.out(line)
    return 0
  },
  shell: ({ lab, args: [name, ...command], options }) => shell(lab, nodeOf(lab, name), command, options.root),
  async snapshot({ lab, io }) {
    io.out(JSON.stringify(await snapshot(lab), null, 2))
    return 0
  },
}

/** Carries out `playbook lab ...`; `argv` is what follows the word lab. Returns the exit code, reports its own errors. */
export async function labCommand(argv: readonly string[], io: LabIo): Promise<number> {
  try {
    const { values, positionals } = parse(argv)
    const [verb = 'help', ...args] = positionals
    const look = Object.hasOwn(looking, verb) ? looking[verb] : undefined
    const change = Object.hasOwn(changing, verb) ? changing[verb] : undefined
    if (verb === 'help' || values.help === true) {
      io.out(labUsage)
      return 0
    }
    const lab = describeLab(
      join(import.meta.dirname, '..'),
      values.name ?? (io.env.PLAYBOOK_LAB || defaultLabName),
    )
    const progress = timedProgress(io)
    const options = { flavour: values.flavour, refresh: values.refresh, root: values.root }
    const request = { lab, io, progress, args, options }
    await requireHostableMachine()
    if (look) return await look(request)
    if (!change) throw new LabFailure(`no such lab command: ${verb} (\`lab help\` lists them)`, 2)
    const waiting = (): void => progress('another command works on this lab: waiting for it')
    await withLock(join('/run/playbook-lab', lab.id), waiting, () => change(request))
    return 0
  } catch (error) {
    if (!(error instanceof LabFailure)) throw error
    io.err(error.message)
    return error.exitCode
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        flavour: { type: 'string' },
        refresh: { type: 'boolean', default: false },
        root: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    })
  } catch (cause) {
    throw new LabFailure(cause instanceof Error ? cause.message : String(cause), 2, { cause })
  }
}

async function bringUp({ lab, io, progress, options }: Request): Promise<void> {
  const already = isUp(lab)
  await up(lab, options.flavour, options.refresh, progress)
  if (already) io.out('lab is already up')
  for (const line of statusLines(lab)) io.out(line)
}
