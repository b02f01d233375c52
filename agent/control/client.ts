import { connect } from 'node:net'
import { onJsonLines, sendJsonLine } from '../link/lines.ts'
import type { ControlReply, ControlRequest } from './server.ts'

/** The agent did not answer; the message says why and what to do. */
export class AgentDownError extends Error {
  override name = 'AgentDownError'
}

/** A switchover answers when it has ended. */
const answerMilliseconds = (name: ControlRequest['name']) => (name === 'switchover' ? 30_000 : 10_000)

/** Asks the running agent. @throws AgentDownError */
export function askAgent(path: string, request: ControlRequest): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const fail = (why: string) => {
      socket.destroy()
      reject(new AgentDownError(`${why} (see: systemctl status mysqlha-agent)`))
    }
    socket.setTimeout(answerMilliseconds(request.name), () => fail('the agent does not answer'))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const absent = error.code === 'ENOENT' || error.code === 'ECONNREFUSED'
      fail(absent ? 'the agent is not running' : `cannot reach the agent: ${error.message}`)
    })
    socket.on('close', () => fail('the agent closed the connection'))
    onJsonLines(socket, (value) => {
      resolve(value as ControlReply)
      socket.destroy()
    })
    socket.on('connect', () => sendJsonLine(socket, request))
  })
}
