import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { after, before, describe, test } from 'node:test'
import type { HostConnection } from '../../../src/connect/connection.ts'
import { StepWriter } from '../../../src/connect/writer.ts'
import { Secret } from '../../../src/values/secret.ts'
import { sh } from '../../../src/values/shell.ts'
import { recordingBinding, startSshd } from './sshd.ts'
import type { TestSshd } from './sshd.ts'

describe('changing a host', { timeout: 120_000 }, () => {
  let sshd: TestSshd
  let host: HostConnection
  let writer: StepWriter
  const binding = recordingBinding('run', 'step')
  const directory = mkdtempSync(`${tmpdir()}/write '`)
  const target = `${directory}/the file's $name`
  before(async () => {
    sshd = await startSshd()
    host = await sshd.connect()
    const bound = host.writer(binding)
    assert.ok(bound instanceof StepWriter)
    writer = bound
  })
  after(async () => {
    await host.close()
    sshd.stop()
    rmSync(directory, { recursive: true })
  })
  const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8)

  test('run gives the result and throws on failure, with the command and its last lines', async () => {
    const result = await writer.run(sh`echo ${"it's"}; umask`)
    assert.equal(result.stdout, "it's\n0022\n")
    await assert.rejects(writer.run(sh`echo reason >&2; exit 4`), {
      code: 'CommandFailed',
      message: /on node1 failed with exit status 4: echo reason/,
      details: ['reason'],
    })
  })

  for (const sizeBytes of [0, 1, 1000, 64 * 1024, 64 * 1024 + 1, 3_000_000])
    test(`writes ${sizeBytes} bytes`, async () => {
      const content = randomBytes(sizeBytes)
      await writer.writeFile(target, content, { mode: '0604', owner: sshd.user, group: 'adm' })
      assert.deepEqual(readFileSync(target), content)
      assert.equal(modeOf(target), '604')
      assert.equal(await host.capture(sh`stat -c %U:%G ${target}`), `${sshd.user}:adm`)
      assert.deepEqual(readdirSync(directory), [target.slice(directory.length + 1)])
    })

  test('a file keeps its mode and owner, a new one gets 0644 root', async () => {
    await writer.writeFile(target, new Secret('hidden', 'test'))
    assert.equal(readFileSync(target, 'utf8'), 'hidden')
    assert.equal(await host.capture(sh`stat -c %a:%U:%G ${target}`), `604:${sshd.user}:adm`)
    rmSync(target)
    await writer.writeFile(target, 'x')
    assert.equal(await host.capture(sh`stat -c %a:%U:%G ${target}`), '644:root:root')
  })

  test('a link is replaced, its target is not touched; a directory is an error; nothing is left behind', async () => {
    writeFileSync(`${directory}/aim`, 'old')
    symlinkSync('aim', `${directory}/link`)
    mkdirSync(`${directory}/dir`)
    await writer.writeFile(`${directory}/link`, 'new')
    assert.ok(lstatSync(`${directory}/link`).isFile())
    assert.equal(readFileSync(`${directory}/aim`, 'utf8'), 'old')
    const bad = { owner: 'no-such-user' }
    const local = `${sshd.directory}/host.pub`
    await assert.rejects(writer.writeFile(`${directory}/dir`, 'x'), {
      code: 'CommandFailed',
      message: /write .*dir/,
    })
    await assert.rejects(writer.upload(local, `${directory}/dir`), { code: 'CommandFailed' })
    await assert.rejects(writer.writeFile(target, 'x', bad), {
      code: 'CommandFailed',
      details: [`chown: invalid user: 'no-such-user:0'`],
    })
    await assert.rejects(writer.upload(local, target, bad), { code: 'CommandFailed' })
    await assert.rejects(writer.upload(local, `${directory}/none/x`), {
      code: 'UploadFailed',
    })
    assert.deepEqual(
      readdirSync(directory).filter((name) => name.includes('playbook')),
      [],
    )
  })

  test('a large file is streamed, checked and shown', async (t) => {
    const local = `${sshd.directory}/large`
    execFileSync('sh', ['-c', 'head -c 400000000 /dev/urandom >"$0"', local])
    const sum = createHash('sha256').update(readFileSync(local)).digest('hex')
    const before = process.memoryUsage().arrayBuffers
    const startedAt = performance.now()
    await writer.upload(local, target, { mode: '0600' })
    t.diagnostic(`${(400 / ((performance.now() - startedAt) / 1000)).toFixed(0)} MB/s`)
    assert.ok(process.memoryUsage().arrayBuffers - before < 250e6)
    assert.equal(createHash('sha256').update(readFileSync(target)).digest('hex'), sum)
    // Each half second; encryption alone takes longer for so much.
    assert.ok(binding.told.some((line) => /^large: \d+ % of 400\.0 MB, [\d.]+ MB\/s$/.test(line)))
  })

  test('a full disk is an error of the upload, with what the host says', async () => {
    const small = `${directory}/small`
    mkdirSync(small)
    await writer.run(sh`mount -t tmpfs -o size=1m tmpfs ${small}`)
    try {
      await assert.rejects(writer.upload(`${sshd.directory}/large`, `${small}/x`), {
        code: 'UploadFailed',
        details: ['cat: write error: No space left on device'],
      })
      await assert.rejects(writer.writeFile(`${small}/y`, Buffer.alloc(1_200_000)), { code: 'UploadFailed' })
      assert.deepEqual(readdirSync(small), [])
    } finally {
      await writer.run(sh`umount ${small}`)
    }
  })

  test('zx runs on the host', async () => {
    const { $ } = await writer.zx()
    const name = "it's a $name\n"
    assert.equal((await $`printf %s ${name}`).stdout, name)
    assert.equal((await $({ nothrow: true })`echo err >&2; exit 5`).exitCode, 5)
    await assert.rejects(async () => $`false`, { exitCode: 1 })
    assert.equal((await $({ input: 'fed' })`cat; id -u`).stdout, 'fed0\n')
    assert.deepEqual(await $`printf 'a\nb\n'`.lines(), ['a', 'b'])
  })

  test('no secret is in an argument list while it travels', async () => {
    const secret = new Secret('canary-7193', 'test')
    const seen = writer.run(sh`cat >/dev/null; ps -eww -o args; cat /proc/self/environ`.input(secret))
    assert.ok(!(await seen).stdout.includes('canary'))
  })
})
