import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { argv } from 'node:process'

// A process of its own: serves the files of one flat folder, at one address. Arguments: folder, address, port.
const [folder = '', address = '', port = ''] = argv.slice(2)

const server = createServer((request, response) => {
  // Only names within the folder exist: whatever path is asked for, its last part is what counts.
  const path = join(folder, basename(decodeURIComponent(request.url ?? '/')))
  void (async () => {
    try {
      const file = await stat(path)
      if (!file.isFile()) throw new Error('not a file')
      response.setHeader('content-length', file.size)
      response.setHeader('last-modified', file.mtime.toUTCString())
      if (request.method === 'HEAD') response.end()
      else await pipeline(createReadStream(path), response)
    } catch {
      if (!response.headersSent) response.writeHead(404).end()
    }
  })()
})

server.listen(Number(port), address)
