import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, copyFile, lstat, open, readFile, readlink, rename } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { FileAttributes } from '../../../src/plan/host.ts'
import type { FileProbe, FileResult } from '../../../src/values/probe.ts'
import { Secret } from '../../../src/values/secret.ts'
import { sh } from '../../../src/values/shell.ts'
import { runHere } from './local-shell.ts'

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Answers a file probe about this machine. */
export async function lookAtFile({ path, digest, maxBytes }: FileProbe): Promise<FileResult> {
  const { exitCode, stdout } = await runHere(sh`stat -c ${'%F|%a|%U|%G|%s|%i|%Y|%Z'} -- ${path}`)
  if (exitCode !== 0) return { exists: false }
  const [kind = '', mode = '', owner = '', group = '', size, inode, modified, changed] = stdout
    .trim()
    .split('|')
  const types: Record<string, 'file' | 'directory' | 'link'> = {
    'regular file': 'file',
    'regular empty file': 'file',
    directory: 'directory',
    'symbolic link': 'link',
  }
  const type = types[kind] ?? 'other'
  return {
    exists: true,
    type,
    mode: mode.padStart(4, '0'),
    owner,
    group,
    sizeBytes: Number(size),
    inode: Number(inode),
    modifiedSeconds: Number(modified),
    changedSeconds: Number(changed),
    ...(type === 'link' ? { linkTarget: await readlink(path) } : {}),
    ...(type === 'file' && digest ? { sha256: await sha256Of(path) } : {}),
    ...(type === 'file' && maxBytes > 0 && Number(size) <= maxBytes ? { content: await readFile(path) } : {}),
  }
}

async function install(fresh: string, path: string, { mode, owner, group }: FileAttributes): Promise<void> {
  const old = await lstat(path).catch(() => undefined)
  if (old !== undefined) await runHere(sh`chown ${`${old.uid}:${old.gid}`} ${fresh}`)
  const who = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
  if (who !== '') {
    const { exitCode, stderr } = await runHere(sh`chown ${who} ${fresh}`)
    if (exitCode !== 0) throw new Error(stderr)
  }
  await chmod(fresh, mode === undefined ? (old?.mode ?? 0o644) & 0o7777 : Number.parseInt(mode, 8))
  await rename(fresh, path)
}

/** Replaces a file in one rename; 0600 until it has its attributes. */
export async function writeHere(
  path: string,
  content: string | Uint8Array | Secret,
  attributes: FileAttributes = {},
): Promise<void> {
  const fresh = `${path}.${randomUUID()}`
  const file = await open(fresh, 'wx', 0o600)
  await file.writeFile(content instanceof Secret ? content.reveal() : content)
  await file.sync()
  await file.close()
  await install(fresh, path, attributes)
}

export async function uploadHere(from: string, path: string, attributes: FileAttributes = {}): Promise<void> {
  const fresh = `${path}.${randomUUID()}`
  await copyFile(from, fresh)
  await install(fresh, path, attributes)
}
