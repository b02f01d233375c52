import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { LabFailure } from './failure.ts'
import type { Lab } from './lab.ts'
import { writeDurably } from './machine/files.ts'

const resource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('disks'), path: z.string() }),
  z.object({ kind: z.literal('directory'), path: z.string() }),
  z.object({ kind: z.literal('mount'), path: z.string() }),
  z.object({ kind: z.literal('loop'), file: z.string() }),
  z.object({ kind: z.literal('link'), name: z.string() }),
  z.object({ kind: z.literal('cgroup'), name: z.string() }),
])

/** Something on this machine that has to be undone. A cgroup stands for all processes in it. */
export type Resource = z.infer<typeof resource>

const cuts = z.object({
  /** The two hosts do not reach each other. */
  pair: z.boolean(),
  /** These hosts reach nothing. */
  nodes: z.array(z.string()),
})

/** What is cut off on the lab's network, until it is healed; like a pulled cable it outlives a host's power-off. */
export type Cuts = z.infer<typeof cuts>

const schema = z.object({
  /** The lab that made this file: a copied checkout must not tear down the original's lab. */
  id: z.string(),
  flavour: z.string(),
  /** Folder of the base that the hosts' overlays lie on. */
  base: z.string(),
  /** First three parts of the lab's addresses. */
  network: z.string(),
  cuts,
  /** In the order in which they were made, each written before it was. */
  resources: z.array(resource),
})

export type LabState = z.infer<typeof schema>

const stateFile = (lab: Lab): string => join(lab.directory, 'state.json')

/** The lab's state, or undefined when it has none; throws when the file is not this lab's or not this version's. */
export function readState(lab: Lab): LabState | undefined {
  const content = readJson(lab)
  if (content === undefined) return undefined
  const state = schema.safeParse(content)
  if (state.success) return state.data
  throw new LabFailure('this lab was made by another version of the program: `lab destroy` removes it', 2)
}

/** What the lab has made, or undefined when it has no state; for `destroy`, which must work across versions. */
export function readResources(lab: Lab): Resource[] | undefined {
  const content = readJson(lab)
  return content === undefined ? undefined : schema.pick({ resources: true }).parse(content).resources
}

function readJson(lab: Lab): unknown {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(stateFile(lab), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if (schema.pick({ id: true }).parse(content).id === lab.id) return content
  throw new LabFailure(`${lab.directory} was copied from another checkout: remove it, then try again`, 2)
}

/** The lab's state with the means to change it on disk before the machine is changed. */
export type Ledger = {
  readonly state: LabState
  /** Writes down a resource that is about to be made; one that is there already is not listed twice. */
  readonly record: (resource: Resource) => void
  /** Strikes out a resource that is gone. */
  readonly strike: (resource: Resource) => void
  readonly setCuts: (cuts: Cuts) => void
}

/** Opens the ledger over a state, writing it to disk at once. */
export function openLedger(lab: Lab, initial: LabState): Ledger {
  const state = { ...initial, resources: [...initial.resources] }
  const same = (one: Resource) => (other: Resource) => JSON.stringify(one) === JSON.stringify(other)
  const save = (): void => writeDurably(stateFile(lab), `${JSON.stringify(state, null, 2)}\n`)
  mkdirSync(lab.directory, { recursive: true, mode: 0o700 })
  save()
  return {
    state,
    record(made) {
      if (state.resources.some(same(made))) return
      state.resources.push(made)
      save()
    },
    strike(gone) {
      state.resources = state.resources.filter((entry) => !same(gone)(entry))
      save()
    },
    setCuts(wanted) {
      state.cuts = wanted
      save()
    },
  }
}
