import { mysqlha } from '../values/agent-command.ts'
import { sh } from '../values/shell.ts'
import { attempt } from './scene.ts'
import type { Scene } from './scene.ts'

/** Asks for a switchover. It is refused, and nothing touched, while the standby lags under the load. */
export async function handsOver(scene: Scene, from: string): Promise<boolean> {
  const { exitCode, stderr } = await attempt(scene, from, sh`${mysqlha} switchover`.timeout(60))
  if (exitCode !== 0) scene.tell(stderr)
  return exitCode === 0
}
