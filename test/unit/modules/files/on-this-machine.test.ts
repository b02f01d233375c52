import { describe, test } from 'node:test'
import { archiveCases, archiveRefusals, archiveTree } from '../../../modules/cases-archives.ts'
import { fileCases, filesTree } from '../../../modules/cases-files.ts'
import { fileRefusals } from '../../../modules/refusals-files.ts'
import { makeLocalTree, provesItself, refuses, type Stage } from '../../../modules/module-case.ts'
import { thisMachine, withScratch } from '../harness.ts'

async function onStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  await withScratch((localDirectory) =>
    withScratch(async (hostDirectory) => {
      await makeLocalTree(localDirectory, { ...filesTree, ...archiveTree() })
      await work({ target: thisMachine(), hostDirectory, localDirectory })
    }),
  )
}

describe('modules/files: change, run again, nothing to do', () => {
  for (const one of [...fileCases, ...archiveCases])
    test(one.name, () => onStage((stage) => provesItself(stage, one)))
})

describe('modules/files: refused, and nothing half-written', () => {
  for (const one of [...fileRefusals, ...archiveRefusals])
    test(one.name, () => onStage((stage) => refuses(stage, one)))
})
