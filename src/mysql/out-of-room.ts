import type { ReplicaStatus } from './replica-status.ts'

/** EE_DISK_FULL of the file library, ER_DISK_FULL, ER_RECORD_FILE_FULL (a table is full), ER_TEMP_FILE_WRITE_FAILURE. */
const full: ReadonlySet<number> = new Set([20, 1021, 1114, 1878])

/**
 * Failed writes, EE_WRITE and ER_ERROR_ON_WRITE: because of a full disk where the text says no other reason. With several
 * workers MySQL's text says none (measured on 9.7).
 */
const failedWrite: ReadonlySet<number> = new Set([3, 1026])

/** ER_GET_ERRNO and ER_ERROR_DURING_COMMIT: any error of a storage engine. */
const engine: ReadonlySet<number> = new Set([1030, 1180])

const systemError = /(?:errno:?|errcode:?|error)\s+(\d+)/i
const noSpace = '28'

/** Whether the applier stopped because there was no room: the transaction is fine, and can be applied when there is. */
export function stoppedForRoom({ sqlRunning, sqlErrno, sqlError }: ReplicaStatus): boolean {
  if (sqlRunning) return false
  if (full.has(sqlErrno)) return true
  const said = systemError.exec(sqlError)?.[1]
  return failedWrite.has(sqlErrno)
    ? said === undefined || said === noSpace
    : engine.has(sqlErrno) && said === noSpace
}
