import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { toolRelease } from '../../../src/mysql/backup-tools.ts'

const answerMilliseconds = 10_000

/** The release of a backup program, as in `10.11.19-MariaDB` or `8.0.35-30`. @throws when it does not say */
export async function programVersion(program: string, signal: AbortSignal): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, ['--no-defaults', '--version'], {
    signal,
    timeout: answerMilliseconds,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  })
  const text = `${stdout}\n${stderr}`
  const found = toolRelease(text)
  if (found === undefined)
    throw new Error(`the backup program does not say its version: ${text.trim().slice(0, 200)}`)
  return found
}
