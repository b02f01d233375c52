import { posix } from 'node:path'
import { askFor, cannotTell, differs, type Finding, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { fileAt, type FileProbe, type FileResult } from '../../src/values/probe.ts'
import { checkFileParams } from './check-params.ts'
import { shownText } from './shown.ts'

export interface SlurpParams {
  /** A text file on the host, of at most 64 KiB. */
  readonly src: string
}

type SlurpProbes = { readonly file: FileProbe; readonly target?: FileProbe }

const look = (path: string): FileProbe => fileAt(path, { maxBytes: 65536 })

function judgeContent(path: string, file: FileResult): Finding<undefined> {
  if (!file.exists) return differs(`${path} does not exist`, undefined)
  const text = file.content === undefined ? undefined : shownText(file.content)
  if (text === undefined) return cannotTell(`${path} is no text of at most 64 KiB`)
  if (text.includes('PRIVATE KEY-----')) return cannotTell(`${path} is a private key: it is never published`)
  return ok(`${path} was read`, text.replace(/\n$/, ''))
}

/** Reads a file of the host for steps of later phases: use it with `publish` (Ansible: slurp). Published values are shown. */
export const slurp = defineModule({
  name: 'slurp',
  prepare: async ({ src }: Partial<SlurpParams>): Promise<void> => checkFileParams({ src }),
  probe: ({ src }: SlurpParams): SlurpProbes => ({ file: look(src) }),
  judge({ file, target }, { src }): Finding<undefined> {
    if (!file.exists || file.type !== 'link') return judgeContent(src, file)
    const path = posix.resolve(posix.dirname(src), file.linkTarget ?? '')
    return target === undefined ? askFor({ target: look(path) }) : judgeContent(path, target)
  },
})
