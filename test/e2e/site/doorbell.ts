import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

/** Something that listens where a host should be, and counts who knocks: proof that nobody was connected to. */
export interface Doorbell {
  readonly port: number
  rings(): number
  close(): void
}

export async function openDoorbell(address: string): Promise<Doorbell> {
  let rings = 0
  const server = createServer((socket) => {
    rings += 1
    socket.destroy()
  })
  server.listen(0, address)
  // A test that times out ends all the same.
  server.unref()
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    rings: () => rings,
    close: () => void server.close(),
  }
}
