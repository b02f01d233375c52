import { execFile } from 'node:child_process'
import type { Context } from './context.ts'

/** An answer on the same segment takes less than a millisecond; `arping` itself would wait a whole second for it. */
const answerMilliseconds = 250
const answered = 1

/**
 * Asks by ARP whether another host has the VIP (as for duplicate address detection: our own address does not answer).
 * Says `clear`, `answered by another host`, or why nobody looked.
 */
export function probeVip({ settings, signal }: Context): Promise<string> {
  const { address, interface: device } = settings.vip
  const words = ['-D', '-q', '-c', '1', '-w', '1', '-I', device, address]
  return new Promise((resolve) => {
    execFile('arping', words, { signal, timeout: answerMilliseconds }, (error) => {
      const { code, killed } = (error ?? {}) as { code?: number | string; killed?: boolean }
      if (error === null || killed === true) resolve('clear')
      else if (code === answered) resolve('answered by another host')
      else
        resolve(`not looked: ${code === 'ENOENT' ? 'arping is not installed' : `arping ended with ${code}`}`)
    })
  })
}
