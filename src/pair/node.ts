import type { HostConnection } from '../connect/connection.ts'
import { PlaybookError } from '../errors.ts'
import type { ShellCommand } from '../values/shell.ts'
import { openLine } from './line.ts'
import { lookAt } from './look.ts'
import type { LookedAt, NodeLook } from './look.ts'

/** What a command answered; `exitCode` is null when no answer can come: host dead, line lost, time over (`stderr` says which). */
export interface RootAnswer {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** One node of a pair, and what can be asked of it. A dead host is an answer, never an exception. */
export interface PairNode {
  /** The inventory's name. */
  readonly name: string
  /** The address by which we and its peer reach it. */
  readonly address: string
  /** Agent, services and VIP at this moment, on a connection of its own; within about 5 s, connecting included 10 s. */
  status(): Promise<NodeLook>
  /**
   * Runs a command as root, on a connection of its own that holds the host's lock; one after the other. Never a secret in
   * the command: pass it by `.input()`. Throws `HostLocked`, and whatever says that the inventory is wrong about the host
   * (its key, the login, becoming root).
   */
  root(command: ShellCommand): Promise<RootAnswer>
  /** The connection of `root`, for statements and files. Throws as connecting does. */
  connection(): Promise<HostConnection>
  close(): Promise<void>
}

/** A node's status, with its name. */
export async function lookedAt(node: PairNode): Promise<LookedAt> {
  return { name: node.name, look: await node.status() }
}

export interface NodeSettings {
  readonly name: string
  readonly address: string
  readonly vip: string
  /** Connects to look. */
  readonly openToLook: () => Promise<HostConnection>
  /** Connects to change things, and takes the lock. */
  readonly openToWork: () => Promise<HostConnection>
}

const lookSeconds = 5
/** What a command gets beyond its own time limit before its host counts as gone. */
const graceSeconds = 7

const notAboutTheHost: ReadonlySet<string> = new Set(['Internal', 'Stopped'])
const gone: ReadonlySet<string> = new Set(['Unreachable', 'ConnectionLost'])

export function openNode({ name, address, vip, openToLook, openToWork }: NodeSettings): PairNode {
  const eyes = openLine(name, openToLook)
  const hands = openLine(name, openToWork)
  return {
    name,
    address,
    async status() {
      try {
        return await eyes.use(lookSeconds, (connection) => lookAt(connection, vip))
      } catch (error) {
        if (!(error instanceof PlaybookError) || notAboutTheHost.has(error.code)) throw error
        const { message: because, hint } = error
        return { reached: false, status: undefined, because, ...(hint !== undefined && { hint }) }
      }
    },
    async root(command) {
      try {
        const result = await hands.use(command.timeoutSeconds + graceSeconds, (connection) =>
          connection.attempt(command),
        )
        const { exitCode, stdout, stderr, timedOut } = result
        return timedOut
          ? { exitCode: null, stdout, stderr: `not done within ${command.timeoutSeconds} s\n${stderr}` }
          : { exitCode, stdout, stderr }
      } catch (error) {
        if (!(error instanceof PlaybookError) || !gone.has(error.code)) throw error
        return { exitCode: null, stdout: '', stderr: error.message }
      }
    },
    connection: () => hands.connection(),
    async close() {
      await Promise.all([eyes.close(), hands.close()])
    },
  }
}
