import { join } from 'node:path'
import { bundle } from '../../agent/build.ts'

/** The watcher as one file that runs with the agent's Node.js. */
export async function buildWatcher(): Promise<Uint8Array> {
  return (await bundle(join('src', 'drill', 'on-host', 'main.ts'))).code
}
