import type { Client, ClientChannel } from 'ssh2'
import { PlaybookError, messageOf } from '../errors.ts'

/** Runs a command in a session of its own on an open connection. Throws `ConnectionLost` when none can be opened. */
export async function openChannel(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      reject(
        new PlaybookError('ConnectionLost', `no session could be opened: ${messageOf(cause)}`, {
          hint: 'when the host can be reached again: npx playbook resume',
          cause,
        }),
      )
    }
    try {
      client.exec(command, (error, channel) => (error === undefined ? resolve(channel) : fail(error)))
    } catch (cause) {
      // ssh2 throws at once when the connection has ended.
      fail(cause)
    }
  })
}
