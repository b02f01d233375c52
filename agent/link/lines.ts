import type { Socket } from 'node:net'

const longestLineCharacters = 4 * 1024 * 1024

/** Calls back with each JSON line; a line that is too long, or no JSON, ends the connection. */
export function onJsonLines(socket: Socket, receive: (value: unknown) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLineCharacters) return void socket.destroy()
    for (const line of lines) {
      try {
        receive(JSON.parse(line))
      } catch {
        return void socket.destroy()
      }
    }
  })
}

/** Sends one value as a line, unless the other side reads so slowly that lines pile up. Says whether it was sent. */
export function sendJsonLine(socket: Socket, value: unknown): boolean {
  if (socket.writableLength > longestLineCharacters) return false
  return !socket.destroyed && (socket.write(JSON.stringify(value) + '\n'), true)
}
