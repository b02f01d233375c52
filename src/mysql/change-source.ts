import type { Capabilities } from './capabilities.ts'
import { quoteString } from './quote.ts'
import { plain } from './statements.ts'
import type { Statement } from './statements.ts'

/** Where to replicate from, always by GTID position and over TLS. */
export interface SourceAddress {
  host: string
  port: number
  user: string
  password: string
  /** Seconds between the source's signs of life on an idle connection. */
  heartbeatSeconds: number
  connectRetrySeconds: number
  retryCount: number
  /** MariaDB: this server was a primary, its own transactions are part of its position. */
  wasPrimary: boolean
}

/**
 * The statements that point a stopped replica at its source. The TLS option is always written: its default differs
 * between releases. The password stands in `text` alone, `shown` masks it.
 */
export function changeSource(can: Capabilities, source: SourceAddress): Statement[] {
  const words = can.changeReplicationSource ? newWords : oldWords
  const options = [
    [`${words.prefix}_HOST`, quoteString(source.host)],
    [`${words.prefix}_PORT`, String(source.port)],
    [`${words.prefix}_USER`, quoteString(source.user)],
    [`${words.prefix}_PASSWORD`, quoteString(source.password)],
    [`${words.prefix}_CONNECT_RETRY`, String(source.connectRetrySeconds)],
    [`${words.prefix}_HEARTBEAT_PERIOD`, String(source.heartbeatSeconds)],
    [`${words.prefix}_SSL`, '1'],
    ...(can.sslNeedsCipher ? [[`${words.prefix}_SSL_CIPHER`, quoteString(oldCipher)]] : []),
    ...(can.uuidGtids
      ? [
          [`${words.prefix}_RETRY_COUNT`, String(source.retryCount)],
          [`${words.prefix}_AUTO_POSITION`, '1'],
        ]
      : [['MASTER_USE_GTID', 'slave_pos']]),
    ...(can.demoteToSlave && source.wasPrimary ? [['MASTER_DEMOTE_TO_SLAVE', '1']] : []),
  ]
  const render = (mask: boolean) =>
    `${words.statement} ` +
    options
      .map(([name, value]) => `${name}=${mask && name?.endsWith('_PASSWORD') ? '[secret]' : value}`)
      .join(', ')
  const carryOwnPosition = !can.uuidGtids && !can.demoteToSlave && source.wasPrimary
  return [
    ...(carryOwnPosition ? [plain('SET GLOBAL gtid_slave_pos=@@GLOBAL.gtid_binlog_pos')] : []),
    { text: render(false), shown: render(true) },
  ]
}

/** One that yaSSL and OpenSSL both know, and that is not weak for its time. */
const oldCipher = 'DHE-RSA-AES256-SHA'

const newWords = { statement: 'CHANGE REPLICATION SOURCE TO', prefix: 'SOURCE' }
const oldWords = { statement: 'CHANGE MASTER TO', prefix: 'MASTER' }
