import type { FileProbe, FileResult, ShellResult } from '../values/probe.ts'
import type { ShellCommand } from '../values/shell.ts'
import { sh } from '../values/shell.ts'
import { asText, placeCommand } from './command.ts'
import { placeFiles } from './file-probes.ts'
import type { RootShell } from './root-shell.ts'

/** Runs shell and file probes in one request; results in the order of the probes. */
export async function probeBatch(
  shell: RootShell,
  probes: readonly (ShellCommand | FileProbe)[],
): Promise<(ShellResult | FileResult)[]> {
  if (probes.length === 0) return []
  const commands = probes
    .filter((probe) => probe.kind === 'shell')
    .map((probe) => placeCommand(shell, probe, { probe: true }))
  const asked = probes.filter((probe) => probe.kind === 'file')
  const files = asked.length > 0 ? placeFiles(shell, asked) : undefined
  const script = [...commands, ...(files ? [files] : [])].map((placed) => placed.script).join('\n')
  const cut = commands.flatMap(({ spools }) => spools)
  const answer = await shell.request(script, { cut, whole: files?.spools ?? [] })
  const outcomes = commands.map((command, index) => asText(command.outcome(answer, index)))
  const looked = await Promise.all(
    (files?.results(answer) ?? []).map(async ({ file, again }, index) => {
      const probe = asked[index]
      return again && probe !== undefined ? withContent(shell, probe, file) : file
    }),
  )
  const [nextOutcome, nextFile] = [outcomes.values(), looked.values()]
  return probes.flatMap((probe) => {
    const { value } = probe.kind === 'shell' ? nextOutcome.next() : nextFile.next()
    return value === undefined ? [] : [value]
  })
}

/** Reads at most `maxBytes` of a file by itself; undefined when it is larger or cannot be read. */
export async function readContent(
  shell: RootShell,
  path: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const spool = shell.spool()
  const script = `${sh`head -c ${maxBytes + 1} -- ${path}`.script} >${spool.path} 2>/dev/null </dev/null; r="$r $?"`
  const answer = await shell.request(script, { whole: [spool.number] })
  const bytes = answer.spooled.get(spool.number)?.bytes
  return answer.statuses[0] === 0 && bytes !== undefined && bytes.length <= maxBytes ? bytes : undefined
}

async function withContent(
  shell: RootShell,
  { path, maxBytes }: FileProbe,
  file: FileResult,
): Promise<FileResult> {
  const content = await readContent(shell, path, maxBytes)
  return content === undefined ? file : ({ ...file, content } as FileResult)
}
