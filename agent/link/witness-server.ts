import type { Server } from 'node:tls'
import type { WitnessSettings } from '../settings.ts'
import { fieldsOf, ShapeError } from '../shape.ts'
import { answerLease, freshLease } from './lease.ts'
import type { LeaseRequest } from './lease.ts'
import { onJsonLines, sendJsonLine } from './lines.ts'
import { protocolVersion } from './peer-message.ts'
import { listenPsk } from './psk.ts'

/** Serves leases to the nodes of its clusters, each cluster apart from the others by its key. */
export function witnessServer(settings: WitnessSettings, uptime: () => number): Server {
  const clusters = new Map(
    settings.clusters.map(({ clusterId, key }) => [
      clusterId,
      { key: Buffer.from(key, 'hex'), lease: freshLease(uptime()) },
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
        const [lease, reply] = answerLease(cluster.lease, request, uptime())
        cluster.lease = lease
        sendJsonLine(socket, { version: protocolVersion, sequence, ...reply })
      })
    },
  )
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
