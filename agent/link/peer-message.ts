import { gtidSetText } from '../../src/mysql/position.ts'
import type { PeerBackups, PeerMysql, PeerState } from '../decide/peer-state.ts'
import { roles } from '../decide/state.ts'
import { fieldsOf, ShapeError } from '../shape.ts'
import type { Fields } from '../shape.ts'

/** Version of the messages; a difference of one is understood. */
export const protocolVersion = 1

const most = Number.MAX_SAFE_INTEGER
const instant = /^\d{4}-\d{2}-\d{2}T[\d:.]{8,}Z$/

/** Checks a message from the peer. @throws ShapeError when it is not for this cluster, or not understood */
export function parsePeerMessage(value: unknown, cluster: string, peer: string): PeerState {
  const message = fieldsOf(value)
  const version = message.integer('version', 0, most)
  if (Math.abs(version - protocolVersion) > 1)
    throw new ShapeError(`protocol version ${version} is not understood`)
  if (message.text('cluster') !== cluster) throw new ShapeError('a message of another cluster')
  const state = message.fields('state')
  if (state.text('node') !== peer) throw new ShapeError('a message of another node')
  const heard = state.optionalFields('heard')
  const mysql = state.optionalFields('mysql')
  const handover = state.optionalFields('handover')
  const backups = state.optionalFields('backups')
  return {
    node: peer,
    incarnation: state.text('incarnation'),
    sequence: state.integer('sequence', 0, most),
    heard: heard && { incarnation: heard.text('incarnation'), sequence: heard.integer('sequence', 0, most) },
    term: state.integer('term', 0, most),
    primaryTerm: state.integer('primaryTerm', 0, most),
    role: state.choice('role', roles),
    promoting: state.nullable('promoting', () => state.integer('promoting', 0, most)),
    vote: state.nullable('vote', () => state.text('vote')),
    vip: state.flag('vip'),
    eligible: state.flag('eligible'),
    open: state.flag('open'),
    // An agent of the version before says nothing of switchovers.
    handover: handover && {
      term: handover.integer('term', 0, most),
      position: handover.text('position', gtidSetText),
    },
    ready: state.nullable('ready', () => state.integer('ready', 0, most)),
    vipReady: state.nullable('vipReady', () => state.flag('vipReady')) ?? true,
    opened: state.nullable('opened', () => state.integer('opened', 0, most)) ?? 0,
    mysql: mysql && parseMysql(mysql),
    ...(backups && { backups: parseBackups(backups) }),
  }
}

function parseBackups(fields: Fields): PeerBackups {
  const time = (name: string) => fields.nullable(name, () => fields.text(name, instant))
  return { fit: fields.flag('fit'), lastAt: time('lastAt'), provenAt: time('provenAt') }
}

function parseMysql(fields: Fields): PeerMysql {
  return {
    style: fields.choice('style', ['uuid', 'mariadb']),
    version: fields.text('version'),
    serverUuid: fields.text('serverUuid'),
    serverId: fields.integer('serverId', 0, most),
    executed: fields.text('executed', gtidSetText),
    purged: fields.text('purged', gtidSetText),
    ageMilliseconds: fields.integer('ageMilliseconds', 0, most),
    semisyncOn: fields.flag('semisyncOn'),
    semisyncClients: fields.integer('semisyncClients', 0, most),
    // An agent of the version before does not say.
    semisyncWaits: fields.nullable('semisyncWaits', () => fields.flag('semisyncWaits')) ?? false,
    replicating: fields.flag('replicating'),
    readOnly: fields.flag('readOnly'),
  }
}
