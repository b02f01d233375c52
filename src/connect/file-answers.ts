import type { FilePresent } from '../values/probe.ts'

/** What `stat` is asked for, each followed by a NUL. */
export const statFields = ['%f', '%u', '%U', '%g', '%G', '%s', '%i', '%Y', '%Z', '%n'] as const

/** Cuts the joined contents by the sizes that `stat` gave right after; undefined when they do not add up. */
export function cutContents(
  joined: Buffer,
  paths: readonly string[],
  files: ReadonlyMap<string, FilePresent>,
  largest: number,
): Map<string, Buffer> | undefined {
  const cut = new Map<string, Buffer>()
  let offset = 0
  for (const path of paths) {
    const file = files.get(path)
    if (file?.type !== 'file' || file.sizeBytes > largest) continue
    // The kernel's own files say 0 and hold something.
    if (file.sizeBytes === 0 && /^\/(proc|sys)\//.test(path)) return undefined
    cut.set(path, joined.subarray(offset, offset + file.sizeBytes))
    offset += file.sizeBytes
  }
  return offset === joined.length ? cut : undefined
}

export function parseStat(
  bytes: Buffer,
  links: ReadonlyMap<string, string>,
  sums: ReadonlyMap<string, string>,
): Map<string, FilePresent> {
  const files = new Map<string, FilePresent>()
  const parts = bytes.toString().split('\0')
  for (let index = 0; index + statFields.length <= parts.length; index += statFields.length) {
    const [
      rawMode = '',
      uid = '',
      user = '',
      gid = '',
      group = '',
      size,
      inode,
      modified,
      changed,
      path = '',
    ] = parts.slice(index, index + statFields.length)
    const mode = Number.parseInt(rawMode, 16)
    const linkTarget = links.get(path)
    const sha256 = sums.get(path)
    files.set(path, {
      exists: true,
      type: ({ 0o10: 'file', 0o4: 'directory', 0o12: 'link' } as const)[mode >> 12] ?? 'other',
      mode: (mode & 0o7777).toString(8).padStart(4, '0'),
      owner: user === 'UNKNOWN' ? uid : user,
      group: group === 'UNKNOWN' ? gid : group,
      sizeBytes: Number(size),
      inode: Number(inode),
      modifiedSeconds: Number(modified),
      changedSeconds: Number(changed),
      ...(linkTarget !== undefined && { linkTarget }),
      ...(sha256 !== undefined && { sha256 }),
    })
  }
  return files
}

export function parseLinks(bytes: Buffer): Map<string, string> {
  const parts = bytes.toString().split('\0')
  return new Map(
    parts.flatMap((path, index) => (index % 2 === 0 && path !== '' ? [[path, parts[index + 1] ?? '']] : [])),
  )
}

/** Lines of sha256sum; one whose name holds a backslash or a newline begins with `\` and has them escaped. */
export function parseSums(bytes: Buffer): Map<string, string> {
  return new Map(
    bytes
      .toString()
      .split('\n')
      .flatMap((line) => {
        const [, escaped, sum, name] = /^(\\?)([0-9a-f]{64}) [ *](.*)$/s.exec(line) ?? []
        if (sum === undefined || name === undefined) return []
        const plain = escaped ? name.replace(/\\(n|\\)/g, (_, code) => (code === 'n' ? '\n' : '\\')) : name
        return [[plain, sum] as const]
      }),
  )
}
