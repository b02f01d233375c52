import { textOf } from './row.ts'
import type { Row } from './row.ts'

/** The state of the thread that fetches from the source. `Connecting` is what it shows when the source is gone. */
export type IoState = 'Yes' | 'No' | 'Connecting'

/** One row of SHOW REPLICA/SLAVE STATUS, with the same names whatever the server calls them. */
export interface ReplicaStatus {
  sourceHost: string
  sourcePort: number
  /** `''` until the first contact, and always on MariaDB. */
  sourceUuid: string
  ioRunning: IoState
  sqlRunning: boolean
  ioErrno: number
  ioError: string
  sqlErrno: number
  sqlError: string
  /** Seconds behind the source; `null` when it cannot be told (a thread is down). */
  lagSeconds: number | null
  /** GTIDs fetched since the relay logs were made (MySQL), or the fetched position (MariaDB). */
  received: string
  /** Positions are found by GTID. */
  autoPosition: boolean
  tls: boolean
}

/** Brings a status row of any flavour into one shape; columns that a release lacks become empty. */
export function replicaStatusOf(row: Row): ReplicaStatus {
  const read = (...names: string[]) => textOf(names.map((name) => row[name]).find((value) => value != null))
  const io = read('Replica_IO_Running', 'Slave_IO_Running')
  const lag = read('Seconds_Behind_Source', 'Seconds_Behind_Master')
  return {
    sourceHost: read('Source_Host', 'Master_Host'),
    sourcePort: Number(read('Source_Port', 'Master_Port')),
    sourceUuid: read('Source_UUID', 'Master_UUID'),
    ioRunning: io === 'Yes' || io === 'Connecting' ? io : io === 'Preparing' ? 'Connecting' : 'No',
    sqlRunning: read('Replica_SQL_Running', 'Slave_SQL_Running') === 'Yes',
    ioErrno: Number(read('Last_IO_Errno')),
    ioError: read('Last_IO_Error'),
    sqlErrno: Number(read('Last_SQL_Errno')),
    sqlError: read('Last_SQL_Error'),
    lagSeconds: lag === '' ? null : Number(lag),
    received: read('Retrieved_Gtid_Set', 'Gtid_IO_Pos').replace(/\s+/g, ''),
    autoPosition: read('Auto_Position') === '1' || /slave_pos|current_pos/i.test(read('Using_Gtid')),
    tls: read('Source_SSL_Allowed', 'Master_SSL_Allowed') === 'Yes',
  }
}
