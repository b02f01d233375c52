import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Server } from 'node:tls'
import type { WitnessSettings } from '../settings.ts'
import { fieldsOf, ShapeError } from '../shape.ts'
import { answerLease, freshLease, grantsAnew } from './lease.ts'
import type { LeaseReply, LeaseRequest } from './lease.ts'
import { loadLease, saveLease } from './lease-file.ts'
import { onJsonLines, sendJsonLine } from './lines.ts'
import { protocolVersion } from './peer-message.ts'
import { listenPsk } from './psk.ts'

/**
 * Serves leases to the nodes of its clusters, each cluster apart from the others by its key. A grant that cannot be written
 * down is none.
 */
export function witnessServer(settings: WitnessSettings, uptime: () => number): Server {
  mkdirSync(settings.stateDirectory, { recursive: true, mode: 0o700 })
  const clusters = new Map(
    settings.clusters.map(({ clusterId, key }) => [
      clusterId,
      {
        key: Buffer.from(key, 'hex'),
        answer: leaseGiver(join(settings.stateDirectory, `lease-${clusterId}.json`), uptime),
      },
    ]),
  )
  return listenPsk(
    settings.listen,
    (identity) => clusters.get(clusterOf(identity))?.key ?? null,
    (socket, identity) => {
      socket.setTimeout(10_000, () => socket.destroy())
      onJsonLines(socket, (value) => {
        const cluster = clusters.get(clusterOf(identity))
        if (cluster === undefined) return void socket.destroy()
        const { sequence, request } = parseLeaseRequest(value)
        void cluster.answer(request).then(
          (reply) => sendJsonLine(socket, { version: protocolVersion, sequence, ...reply }),
          (error: unknown) => {
            process.stderr.write(`mysqlha: the lease cannot be written down: ${(error as Error).message}\n`)
            socket.destroy()
          },
        )
      })
    },
  )
}

/** Answers the requests of one cluster, one after the other. */
function leaseGiver(path: string, uptime: () => number): (request: LeaseRequest) => Promise<LeaseReply> {
  let lease = freshLease(uptime(), loadLease(path))
  let before: Promise<unknown> = Promise.resolve()

  async function answer(request: LeaseRequest): Promise<LeaseReply> {
    const [next, reply] = answerLease(lease, request, uptime())
    if (grantsAnew(lease, next)) await saveLease(path, next)
    lease = next
    return reply
  }

  return (request) => {
    const reply = before.then(() => answer(request))
    before = reply.catch(() => undefined)
    return reply
  }
}

function clusterOf(identity: string): string {
  return identity.slice(0, identity.lastIndexOf('/'))
}

function parseLeaseRequest(value: unknown): { sequence: number; request: LeaseRequest } {
  const fields = fieldsOf(value)
  const version = fields.integer('version', 0, 1000)
  if (Math.abs(version - protocolVersion) > 1)
    throw new ShapeError(`protocol version ${version} is not understood`)
  const most = Number.MAX_SAFE_INTEGER
  return {
    sequence: fields.integer('sequence', 0, most),
    request: {
      node: fields.text('node'),
      term: fields.nullable('term', () => fields.integer('term', 0, most)),
    },
  }
}
