import { createHash } from 'node:crypto'
import type { FilePresent, ShellResult } from '../../../src/values/probe.ts'

/** What a host says of a regular file of root's that is this long, when neither digest nor content was asked for. */
export function unread(sizeBytes: number): FilePresent {
  return {
    exists: true,
    type: 'file',
    mode: '0644',
    owner: 'root',
    group: 'root',
    sizeBytes,
    inode: 7,
    modifiedSeconds: 1_700_000_000,
    changedSeconds: 1_700_000_001,
  }
}

/** The same with digest and content. */
export function present(content: string, changes: Partial<FilePresent> = {}): FilePresent {
  return {
    ...unread(Buffer.byteLength(content)),
    sha256: createHash('sha256').update(content).digest('hex'),
    content: Buffer.from(content),
    ...changes,
  }
}

export const absent = { exists: false } as const

/** What a host says of a command that ended. */
export function exited(exitCode: number, stdout = '', stderr = ''): ShellResult {
  return { exitCode, stdout, stderr, timedOut: false, truncated: false }
}

export const timedOut: ShellResult = {
  exitCode: -1,
  stdout: '',
  stderr: '',
  timedOut: true,
  truncated: false,
}
