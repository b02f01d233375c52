import { chmod, constants, copyFile, lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { evidence, ownerOf } from '../../rebuild/data-directory.ts'
import { runChild } from '../../rebuild/child.ts'

/** Takes the roles' evidence over, as true of restored data as of what was there, and gives everything to the server's account. */
export async function evidenceFrom(datadir: string, data: string, signal: AbortSignal): Promise<void> {
  const { uid, gid } = await ownerOf(datadir)
  // Some programs narrow the directory in which they prepare.
  await chmod(data, (await stat(datadir)).mode & 0o777)
  for (const name of (await readdir(datadir)).filter((one) => evidence.test(one)))
    if ((await lstat(join(datadir, name))).isFile())
      await copyFile(join(datadir, name), join(data, name), constants.COPYFILE_EXCL)
  await runChild('chown', ['-R', '--no-dereference', `${uid}:${gid}`, data], signal)
}
