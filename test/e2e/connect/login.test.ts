import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { connectHost } from '../../../src/connect/connect.ts'
import { compiledCryptoInUse } from '../../../src/connect/crypto.ts'
import { Secret } from '../../../src/values/secret.ts'
import { sh } from '../../../src/values/shell.ts'
import { startSshd } from './sshd.ts'
import type { TestSshd } from './sshd.ts'

describe('logging in and becoming root', { timeout: 120_000 }, () => {
  let sshd: TestSshd
  before(async () => {
    sshd = await startSshd()
  })
  after(() => sshd.stop())

  test('the compiled ciphers are in use', () => assert.equal(compiledCryptoInUse(), true))

  test('an unknown host key is shown, and refused keys are not kept', async () => {
    const shown: string[] = []
    const acceptHostKey = async ({ fingerprint }: { fingerprint: string }): Promise<boolean> => {
      shown.push(fingerprint)
      return false
    }
    await assert.rejects(sshd.connect({ acceptHostKey }), { code: 'HostKeyUnknown', exitCode: 5 })
    const expected = execFileSync('ssh-keygen', ['-lf', `${sshd.directory}/host.pub`], { encoding: 'utf8' })
    assert.equal(shown[0], expected.split(' ')[1])
    assert.throws(() => readFileSync(sshd.knownHostsFile))
  })

  test('an accepted key is kept and not asked about again', async () => {
    const first = await sshd.connect()
    await first.close()
    const again = await sshd.connect({ acceptHostKey: async () => assert.fail('asked again') })
    assert.equal(await again.capture(sh`id -u`), '0')
    assert.equal(again.description, `${sshd.user}@127.0.0.1, root by sudo`)
    await again.close()
  })

  test('a changed host key is refused without asking', async () => {
    sshd.replaceHostKey()
    const acceptHostKey = async (): Promise<boolean> => assert.fail('asked')
    await assert.rejects(
      async () => {
        // sshd needs a moment to start anew.
        for (;;)
          await sshd.connect({ acceptHostKey }).then(
            (host) => host.close(),
            (error: { code: string }) => {
              if (error.code !== 'Unreachable') throw error
            },
          )
      },
      ({ code, details }: { code: string; details: string[] }) =>
        code === 'HostKeyUnknown' &&
        details.some((line) => line.startsWith(`${sshd.knownHostsFile}:1 has ssh-ed25519 SHA256:`)),
    )
    rmSync(sshd.knownHostsFile)
  })

  test('a key that only the SSH agent holds is accepted', async () => {
    const socket = `${sshd.directory}/agent`
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
    const before = process.env.SSH_AUTH_SOCK
    try {
      for (let tries = 0; !existsSync(socket) && tries < 100; tries++) await pause(50)
      process.env.SSH_AUTH_SOCK = socket
      execFileSync('ssh-add', ['-q', sshd.keyFile])
      // Nothing but the agent can answer: no key of the inventory, and no home with default keys.
      const home = process.env.HOME
      process.env.HOME = `${sshd.directory}/no-home`
      try {
        const host = await connectHost(sshd.options({}, 'privateKeyFile'))
        assert.equal(await host.capture(sh`id -u`), '0')
        await host.close()
      } finally {
        process.env.HOME = home
      }
    } finally {
      if (before === undefined) delete process.env.SSH_AUTH_SOCK
      else process.env.SSH_AUTH_SOCK = before
      agent.kill()
    }
  })

  test('a wrong sudo password is tried once', async () => {
    const becomePassword = new Secret('wrong', 'become password')
    await assert.rejects(sshd.connect({ becomePassword }), {
      code: 'BecomeFailed',
      message: /refuses the password/,
    })
  })

  test('a missing sudo password is said', async () => {
    const options = sshd.options({}, 'becomePassword')
    await assert.rejects(connectHost(options), { code: 'BecomeFailed', message: /asks for a password/ })
  })

  test('sudo without a password', async () => {
    const sudoers = `/etc/sudoers.d/${sshd.user}`
    const rule = readFileSync(sudoers, 'utf8')
    writeFileSync(sudoers, `${sshd.user} ALL=(ALL:ALL) NOPASSWD: ALL\n`)
    const options = sshd.options({}, 'becomePassword')
    const host = await connectHost(options)
    assert.equal(await host.capture(sh`id -un`), 'root')
    await host.close()
    writeFileSync(sudoers, '# no rule\n')
    await assert.rejects(sshd.connect(), { code: 'BecomeFailed', message: /does not allow/ })
    writeFileSync(sudoers, rule)
  })

  test('a user who is not root says so', async () => {
    await assert.rejects(sshd.connect({ become: 'none' }), {
      code: 'BecomeFailed',
      message: /it is user \d+/,
    })
    await assert.rejects(sshd.connect({ become: 'su' }), {
      code: 'BecomeFailed',
      message: /not supported yet/,
    })
  })

  test('a key that the host does not know, and one that is not there', async () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${sshd.directory}/stranger`])
    await assert.rejects(
      sshd.connect({ privateKeyFile: `${sshd.directory}/stranger` }),
      ({ code, details }: { code: string; details: string[] }) =>
        code === 'AuthenticationFailed' && (details[0]?.includes(`key ${sshd.directory}/stranger`) ?? false),
    )
    await assert.rejects(
      sshd.connect({ privateKeyFile: `${sshd.directory}/none` }),
      ({ code, details }: { code: string; details: string[] }) =>
        code === 'AuthenticationFailed' && details.some((line) => line.includes('cannot be read')),
    )
  })

  test('an encrypted key says what to do', async () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'phrase', '-f', `${sshd.directory}/locked`])
    await assert.rejects(
      sshd.connect({ privateKeyFile: `${sshd.directory}/locked` }),
      ({ details }: { details: string[] }) => details.some((line) => line.includes('add it to ssh-agent')),
    )
  })

  test('a password', async () => {
    const options = sshd.options(
      {
        password: new Secret(sshd.password, 'login password'),
      },
      'privateKeyFile',
    )
    const host = await connectHost(options)
    await host.close()
    const wrong = { ...options, password: new Secret('wrong', 'login password') }
    await assert.rejects(connectHost(wrong), { code: 'AuthenticationFailed' })
  })

  test('a port where nobody listens', async () => {
    await assert.rejects(sshd.connect({ port: 1 }), { code: 'Unreachable', message: /refuses connections/ })
    await assert.rejects(sshd.connect({ address: 'host.invalid' }), { code: 'Unreachable' })
  })
})
