import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { HostConnection } from '../../../src/connect/connection.ts'
import { fileAt } from '../../../src/values/probe.ts'
import type { FileResult, ShellResult } from '../../../src/values/probe.ts'
import { Secret } from '../../../src/values/secret.ts'
import { sh } from '../../../src/values/shell.ts'
import { startSshd } from './sshd.ts'
import type { TestSshd } from './sshd.ts'

describe('probes', { timeout: 120_000 }, () => {
  let sshd: TestSshd
  let host: HostConnection
  const directory = mkdtempSync(`${tmpdir()}/probe-`)
  before(async () => {
    sshd = await startSshd()
    host = await sshd.connect()
  })
  after(async () => {
    await host.close()
    sshd.stop()
    rmSync(directory, { recursive: true })
  })
  const shell = async (...commands: Parameters<HostConnection['probe']>[0]): Promise<ShellResult[]> =>
    (await host.probe(commands)) as ShellResult[]
  const files = async (...probes: Parameters<HostConnection['probe']>[0]): Promise<FileResult[]> =>
    (await host.probe(probes)) as FileResult[]

  test('every result is data, in order, in one round trip', async () => {
    const before = host.roundTrips
    const results = await shell(
      sh`printf out; printf err >&2; exit 7`,
      sh`cat`,
      sh`cat`.input("it's $HOME `x`\n"),
      sh`cat`.input(new Secret('canary', 'test')),
      sh`no-such-command`,
      sh`kill -9 $$`,
      sh`exit 124`,
      sh`echo $((`,
    )
    assert.equal(host.roundTrips, before + 1)
    assert.deepEqual(
      results.map(({ exitCode, stdout }) => [exitCode, stdout]),
      [
        [7, 'out'],
        [0, ''],
        [0, "it's $HOME `x`\n"],
        [0, 'canary'],
        [127, ''],
        [137, ''],
        [124, ''],
        [2, ''],
      ],
    )
    assert.equal(results[0]?.stderr, 'err')
    assert.ok(results.every(({ timedOut, truncated }) => !timedOut && !truncated))
  })

  test('a command that takes too long is killed with its children', async () => {
    const [result] = await shell(sh`sleep 731 & sleep 731`.timeout(1))
    assert.equal(result?.timedOut, true)
    assert.equal(result?.exitCode, -1)
    assert.equal(await host.test(sh`pgrep -fx 'sleep 731'`), false)
  })

  test('output of any size and kind comes back or is cut', async () => {
    const [large, exact, endless, text] = await shell(
      sh`head -c 2097152 /dev/zero`,
      sh`head -c 1048576 /dev/zero`,
      sh`yes`,
      sh`printf 'a\\000b'; cat /run/playbook/shell.*/* >&2`,
    )
    assert.deepEqual([large?.stdout.length, large?.truncated, large?.exitCode], [1048576, true, 0])
    assert.deepEqual([exact?.stdout.length, exact?.truncated], [1048576, false])
    assert.deepEqual([endless?.stdout.length, endless?.truncated], [1048576, true])
    assert.equal(text?.stdout, 'a\0b')
    assert.equal((await shell(sh`echo still here`))[0]?.stdout, 'still here\n')
  })

  test('a process left behind neither holds the answer back nor spoils the next', async () => {
    await shell(sh`(while :; do echo noise; sleep 0.001; done) & echo $! >${`${directory}/pid`}`)
    for (let turn = 0; turn < 20; turn++) {
      const [echo] = await shell(sh`echo ${turn}`)
      assert.equal(echo?.stdout, `${turn}\n`)
    }
    process.kill(Number(readFileSync(`${directory}/pid`, 'utf8')))
  })

  test('files of every kind', async () => {
    const bytes = randomBytes(5000)
    const odd = `${directory}/it's a\nfile \\ `
    writeFileSync(odd, bytes, { mode: 0o640 })
    writeFileSync(`${directory}/empty`, '')
    linkSync(odd, `${directory}/second`)
    symlinkSync('no where\n', `${directory}/link`)
    mkdirSync(`${directory}/dir`, { mode: 0o1750 })
    const both = { digest: true, maxBytes: 10_000 }
    const [file, empty, link, dir, none, large, again, device] = await files(
      fileAt(odd, both),
      fileAt(`${directory}/empty`, both),
      fileAt(`${directory}/link`, both),
      fileAt(`${directory}/dir`),
      fileAt(`${directory}/none`, both),
      fileAt(`${directory}/second`, { maxBytes: 4999 }),
      fileAt(odd),
      fileAt('/dev/null', both),
    )
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    assert.ok(
      file?.exists &&
        empty?.exists &&
        link?.exists &&
        dir?.exists &&
        large?.exists &&
        again?.exists &&
        device?.exists,
    )
    assert.deepEqual(file.content, bytes)
    assert.deepEqual([file.type, file.mode, file.owner, file.sha256], ['file', '0640', 'root', sha256])
    assert.deepEqual([empty.sizeBytes, empty.content?.length, empty.sha256?.slice(0, 8)], [0, 0, 'e3b0c442'])
    assert.deepEqual(
      [link.type, link.linkTarget, link.content, link.sha256],
      ['link', 'no where\n', undefined, undefined],
    )
    assert.deepEqual([dir.type, dir.mode], ['directory', '1750'])
    assert.deepEqual(none, { exists: false })
    assert.deepEqual([large.sizeBytes, large.content, large.inode], [5000, undefined, file.inode])
    assert.deepEqual([again.content, again.sha256], [undefined, undefined])
    assert.deepEqual([device.type, device.content], ['other', undefined])
  })

  test('a file that grows while it is read, and one of the kernel, have their content', async () => {
    writeFileSync(`${directory}/log`, '')
    const [result] = await shell(
      sh`(while echo line >>${`${directory}/log`}; do :; done) >/dev/null 2>&1 & echo $!`,
    )
    for (let turn = 0; turn < 20; turn++) {
      const [steady, log, kernel] = await files(
        fileAt('/etc/passwd', { maxBytes: 1_000_000 }),
        fileAt(`${directory}/log`, { maxBytes: 1_000_000_000 }),
        fileAt('/proc/sys/kernel/ostype', { maxBytes: 100 }),
      )
      assert.ok(steady?.exists && log?.exists && kernel?.exists)
      assert.match(steady.content?.toString() ?? '', /^root:/)
      assert.match(log.content?.toString() ?? 'none', /^(line\n)*$/)
      assert.equal(kernel.content?.toString(), 'Linux\n')
      await pause(5)
    }
    process.kill(Number(result?.stdout))
  })

  test('the looking verbs', async () => {
    assert.equal(await host.test(sh`false`), false)
    await assert.rejects(host.test(sh`no-such-command`), { code: 'CommandFailed', message: /not found/ })
    assert.equal(await host.capture(sh`printf 'a\\n\\n'`), 'a\n')
    await assert.rejects(host.capture(sh`echo why >&2; exit 3`), { code: 'CommandFailed', details: ['why'] })
    assert.equal((await host.readFile('/proc/sys/kernel/ostype')).toString(), 'Linux\n')
    await assert.rejects(host.readFile('/etc/passwd', 3), /larger than 3 bytes/)
    await assert.rejects(host.readFile('/none'), /no file that can be read/)
  })

  test('40 files and 10 commands in one round trip', async (t) => {
    const probes = [
      ...Array.from({ length: 40 }, (_, index) =>
        fileAt(`/etc/${['hosts', 'passwd', 'group'][index % 3]}`, { digest: true, maxBytes: 65536 }),
      ),
      ...Array.from({ length: 10 }, () => sh`cat /etc/hostname`),
    ]
    const startedAt = performance.now()
    await host.probe(probes)
    t.diagnostic(`${(performance.now() - startedAt).toFixed(1)} ms`)
  })
})
