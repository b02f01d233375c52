import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { getUrl } from '../../../../modules/files/get-url.ts'
import { sh } from '../../../../src/values/shell.ts'
import { provesItself, refuses } from '../../../modules/module-case.ts'
import { lookOnly, thisMachine, withScratch } from '../harness.ts'

const content = Buffer.from('0123456789abcdef\n'.repeat(10000))
const sha256 = createHash('sha256').update(content).digest('hex')

/** Serves the content, with ranges as the header asks. */
function origin(): Server {
  return createServer((request, response) => {
    const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (request.url !== '/app.tgz') return response.writeHead(404).end()
    if (start >= content.length) return response.writeHead(416).end()
    const range = `bytes ${start}-${content.length - 1}/${content.length}`
    return response.writeHead(start > 0 ? 206 : 200, { 'content-range': range }).end(content.subarray(start))
  })
}

describe('modules/files/get-url', () => {
  const server = origin()
  let url = ''
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/app.tgz`
  })
  after(() => server.close())

  const onStage = (work: (directory: string) => Promise<void>): Promise<void> => withScratch(work)
  const stage = (directory: string) => ({
    target: thisMachine(),
    hostDirectory: directory,
    localDirectory: directory,
  })

  test('downloads, goes on with a broken download, fetches again what was damaged', () =>
    onStage((directory) =>
      provesItself(stage(directory), {
        name: 'getUrl',
        step: (d) => getUrl('g', { url, dest: `${d}/app.tgz`, sha256, mode: '0644' }),
        because: /does not exist/,
        after: (d) =>
          sh`cd ${d} && [ "$(sha256sum <app.tgz)" = ${`${sha256}  -`} ] && [ "$(stat -c %a app.tgz)" = 644 ] && [ ! -e .app.tgz.playbook-part ]`,
        heals: (d) => [
          sh`cd ${d} && head -c 5000 app.tgz >.app.tgz.playbook-part; rm app.tgz`,
          sh`cd ${d} && mv app.tgz .app.tgz.playbook-part`,
          sh`cd ${d} && rm app.tgz && echo x >>.playbook-nothing`,
          sh`cd ${d} && echo x >>app.tgz`,
          sh`cd ${d} && chmod 600 app.tgz`,
        ],
      }),
    ))

  test('puts nothing in place that has another digest, and keeps no rubbish', () =>
    onStage((directory) =>
      refuses(stage(directory), {
        name: 'getUrl',
        step: (d) => getUrl('g', { url, dest: `${d}/app.tgz`, sha256: '0'.repeat(64) }),
        says: /the download's SHA-256 is .* not 0000/,
        after: (d) => sh`[ -z "$(ls -A ${d})" ]`,
      }),
    ))

  test('an address that does not answer', () =>
    onStage((directory) =>
      refuses(stage(directory), {
        name: 'getUrl',
        step: (d) => getUrl('g', { url: url.replace('app', 'none'), dest: `${d}/app.tgz`, sha256 }),
        says: /404/,
        after: (d) => sh`[ ! -e ${`${d}/app.tgz`} ]`,
      }),
    ))

  for (const bad of ['ftp//x', 'file:///etc/passwd', 'http://user:word@host/x', 'http://user@host/x'])
    test(`${bad} is refused before any connection`, async () => {
      const step = getUrl('g', { url: bad, dest: '/tmp/x', sha256 })
      await assert.rejects(lookOnly(thisMachine(), step), { code: 'BadPlan' })
    })
})
