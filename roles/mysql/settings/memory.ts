import { gibibyte, mebibyte } from './setting.ts'

/** What a connection may take beside the buffer pool: thread stack, binary log cache, sort and join buffers, packets. */
const connectionBytes = 3 * mebibyte

/** For the operating system, the agent, the dictionary cache and everything else that is not the buffer pool. */
const reservedBytes = 2 * gibibyte

/**
 * The buffer pool of a host with this much memory: at most seven tenths, and never so much that all connections together
 * run the host out of memory; at least a quarter, for small hosts. A multiple of 1 GiB (8 instances of 128 MiB chunks:
 * the server would round up), below that of 128 MiB.
 */
export function bufferPoolBytes(memoryBytes: number, maxConnections: number): number {
  const free = memoryBytes - reservedBytes - maxConnections * connectionBytes
  const wanted = Math.max(Math.min(memoryBytes * 0.7, free), memoryBytes / 4)
  const unit = wanted >= gibibyte ? gibibyte : 128 * mebibyte
  return Math.max(Math.floor(wanted / unit) * unit, 128 * mebibyte)
}

/** Redo log in all: 4 GiB from 16 GiB of memory on, a quarter of the memory below, at least 256 MiB. In steps of 128 MiB. */
export function redoLogBytes(memoryBytes: number): number {
  const step = 128 * mebibyte
  const wanted = Math.min(4 * gibibyte, Math.max(256 * mebibyte, memoryBytes / 4))
  return Math.floor(wanted / step) * step
}
