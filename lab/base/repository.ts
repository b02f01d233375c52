import { createHash } from 'node:crypto'
import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../machine/run.ts'
import { sha256OfFile } from './tarball.ts'

/** Makes a flat apt repository of a folder of .deb files: `Packages` and `Release` (Debian's repository format). */
export async function indexRepository(directory: string): Promise<number> {
  await rm(join(directory, 'partial'), { recursive: true, force: true })
  await rm(join(directory, 'lock'), { force: true })
  const names = (await readdir(directory)).filter((name) => name.endsWith('.deb')).toSorted()
  const stanzas: string[] = []
  for (const name of names) {
    const path = join(directory, name)
    const control = (await run(['dpkg-deb', '--field', path])).trimEnd()
    const { size } = await stat(path)
    stanzas.push(`${control}\nFilename: ./${name}\nSize: ${size}\nSHA256: ${await sha256OfFile(path)}\n`)
  }
  const index = stanzas.join('\n')
  await writeFile(join(directory, 'Packages'), index)
  const digest = createHash('sha256').update(index).digest('hex')
  const entry = ` ${digest} ${Buffer.byteLength(index)} Packages`
  await writeFile(
    join(directory, 'Release'),
    `Origin: lab\nSuite: lab\nDate: ${new Date().toUTCString()}\nSHA256:\n${entry}\n`,
  )
  return names.length
}
