import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { holdsAddress } from '../observe/vip.ts'
import type { Context } from './context.ts'

/** Takes the VIP off the interface. */
export async function dropVip({ settings, signal }: Context): Promise<string> {
  const { address, prefix, interface: device } = settings.vip
  if (!holdsAddress(device, address)) return 'not here'
  await promisify(execFile)('ip', ['addr', 'del', `${address}/${prefix}`, 'dev', device], { signal })
  return 'dropped'
}
