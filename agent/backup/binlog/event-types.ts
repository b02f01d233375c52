/** Bytes of every event's header, in all logs since MySQL 5.0. */
export const headerBytes = 19

/** Bytes before the first event of a file. */
export const magicBytes = 4

/** Types of events, as the header holds them. MariaDB's own begin at 160. */
export const eventType = {
  query: 2,
  stop: 3,
  rotate: 4,
  xid: 16,
  gtid: 33,
  anonymousGtid: 34,
  previousGtids: 35,
  xaPrepare: 38,
  transactionPayload: 40,
  gtidTagged: 42,
  mariadbGtid: 162,
  mariadbGtidList: 163,
  mariadbStartEncryption: 164,
  mariadbQueryCompressed: 165,
} as const
