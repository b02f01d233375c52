import { chmodSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { gtidSetText } from '../../src/mysql/position.ts'
import type { Command } from '../decide/event.ts'
import { rebuildMethods } from '../../src/mysql/rebuild-method.ts'
import { onJsonLines, sendJsonLine } from '../link/lines.ts'
import { fieldsOf } from '../shape.ts'
import type { AgentStatus } from '../status.ts'

/** One line in, one line out. */
export type ControlRequest = { name: 'status' } | Command
export type ControlReply =
  { ok: true; status?: AgentStatus; message: string } | { ok: false; message: string }

/** What the loop offers to operators. */
export interface Controls {
  status(): AgentStatus
  command(command: Command): Promise<{ ok: boolean; message: string }>
}

/** Listens on a unix socket that root alone can open. */
export function controlServer(path: string, controls: Controls): Server {
  rmSync(path, { force: true })
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.setTimeout(60_000, () => socket.destroy())
    onJsonLines(socket, (value) => void answer(socket, value, controls))
  })
  // The mode must be right from the moment the socket exists.
  const mask = process.umask(0o177)
  server.listen(path, () => {
    process.umask(mask)
    chmodSync(path, 0o600)
  })
  return server
}

async function answer(socket: Socket, value: unknown, controls: Controls): Promise<void> {
  sendJsonLine(socket, await replyTo(value, controls))
}

async function replyTo(value: unknown, controls: Controls): Promise<ControlReply> {
  try {
    const request = parseRequest(value)
    if (request.name === 'status') return { ok: true, message: '', status: controls.status() }
    return await controls.command(request)
  } catch (error) {
    return { ok: false, message: (error as Error).message }
  }
}

function parseRequest(value: unknown): ControlRequest {
  const fields = fieldsOf(value)
  const name = fields.choice('name', [
    'status',
    'adopt',
    'fence',
    'maint',
    'clear-flap',
    'switchover',
    'rebuild',
  ])
  if (name === 'adopt') return { name, primary: fields.choice('primary', ['SELF', 'PEER']) }
  if (name === 'maint') return { name, on: fields.flag('on') }
  if (name === 'rebuild') {
    const discard = fields.text('discard', gtidSetText)
    return { name, method: fields.choice('method', rebuildMethods), discard }
  }
  return { name }
}
