import type { ReplicaStatus } from './replica-status.ts'

/**
 * Errors that say nothing but that a disk was full: EE_WRITE and EE_DISK_FULL of the file library, ER_DISK_FULL,
 * ER_ERROR_ON_WRITE and ER_RECORD_FILE_FULL. With several workers MySQL's status tells the number alone (measured on 9.7: 3).
 */
const outOfRoom: ReadonlySet<number> = new Set([3, 20, 1021, 1026, 1114])

/** The same in the words of a storage engine (1030 on MariaDB and MySQL 5.6), which has other errors under that number. */
const words = /No space left on device|errno: 28\b|error 28\b/i

/** Whether the applier stopped because there was no room: the transaction is fine, and can be applied when there is. */
export function stoppedForRoom({ sqlRunning, sqlErrno, sqlError }: ReplicaStatus): boolean {
  return !sqlRunning && sqlErrno !== 0 && (outOfRoom.has(sqlErrno) || words.test(sqlError))
}
