import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { connectHost } from '../../../src/connect/connect.ts'
import type { ConnectOptions, HostConnection, StepBinding } from '../../../src/connect/connection.ts'
import { Secret } from '../../../src/values/secret.ts'

/** A real sshd on loopback with a configuration, host key and port of its own, and a throwaway user who may use sudo. */
export interface TestSshd {
  readonly directory: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly keyFile: string
  readonly knownHostsFile: string
  options(overrides?: Partial<ConnectOptions>, without?: keyof ConnectOptions): ConnectOptions
  connect(overrides?: Partial<ConnectOptions>): Promise<HostConnection>
  replaceHostKey(): void
  stop(): void
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const greeted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('data', () => resolve(true)).once('error', () => resolve(false))
      socket.once('data', () => socket.destroy())
    })
    if (greeted) return
    await pause(50)
  }
  throw new Error('sshd did not start')
}

export async function startSshd(): Promise<TestSshd> {
  const directory = mkdtempSync(`${tmpdir()}/connect-`)
  const port = await freePort()
  const user = `pbtest${port}`
  const password = `pass word ${port} 'quote`
  const newKey = (name: string): void => {
    rmSync(`${directory}/${name}`, { force: true })
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${directory}/${name}`])
  }
  newKey('host')
  newKey('login')
  execFileSync('useradd', ['-m', '-s', '/bin/sh', user])
  execFileSync('chpasswd', { input: `${user}:${password}\n` })
  const sudoers = `/etc/sudoers.d/${user}`
  writeFileSync(sudoers, `${user} ALL=(ALL:ALL) ALL\n`, { mode: 0o440 })
  execFileSync('mkdir', ['-p', '/run/sshd'])
  writeFileSync(`${directory}/keys`, readFileSync(`${directory}/login.pub`))
  execFileSync('chmod', ['755', directory])
  writeFileSync(
    `${directory}/config`,
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${directory}/host
PidFile none
AuthorizedKeysFile ${directory}/keys
StrictModes no
UsePAM yes
`,
  )
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', `${directory}/config`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  sshd.stderr.resume()
  await answers(port)
  const knownHostsFile = `${directory}/known_hosts`
  const options = (
    overrides: Partial<ConnectOptions> = {},
    without?: keyof ConnectOptions,
  ): ConnectOptions => {
    const all = {
      name: 'node1',
      address: '127.0.0.1',
      port,
      user,
      privateKeyFile: `${directory}/login`,
      become: 'sudo',
      becomePassword: new Secret(password, 'become password'),
      knownHostsFile,
      connectTimeoutSeconds: 10,
      acceptHostKey: async () => true,
      ...overrides,
    }
    return Object.fromEntries(
      Object.entries(all).filter(([key]) => key !== without),
    ) as unknown as ConnectOptions
  }
  return {
    directory,
    port,
    user,
    password,
    keyFile: `${directory}/login`,
    knownHostsFile,
    options,
    connect: (overrides) => connectHost(options(overrides)),
    replaceHostKey() {
      newKey('host')
      sshd.kill('SIGHUP')
    },
    stop() {
      sshd.kill()
      execFileSync('userdel', ['-rf', user], { stdio: 'ignore' })
      rmSync(sudoers, { force: true })
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** A TCP proxy whose connections can be cut; `keepUpstream` leaves the side to sshd open, as when a line goes dead. */
export async function startProxy(
  target: number,
  { keepUpstream = false } = {},
): Promise<{ port: number; cut(): void; stop(): void }> {
  const [clients, upstreams] = [new Set<Socket>(), new Set<Socket>()]
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    clients.add(client)
    upstreams.add(upstream)
    for (const socket of [client, upstream]) socket.on('error', () => undefined)
    client.on('data', (chunk) => upstream.write(chunk))
    upstream.on('data', (chunk) => client.write(chunk))
    upstream.on('close', () => client.destroy())
    client.on('close', () => keepUpstream || upstream.destroy())
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const cut = (): void => clients.forEach((socket) => socket.destroy())
  const stop = (): void => {
    cut()
    upstreams.forEach((socket) => socket.destroy())
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, cut, stop }
}

/** A step binding that remembers what it was told. */
export function recordingBinding(run: string, step: string): StepBinding & { readonly told: string[] } {
  const told: string[] = []
  return {
    run,
    step,
    told,
    progress: (line) => void told.push(line),
    jobStarted: async () => void told.push('started'),
    jobEnded: async (_job, exitCode) => void told.push(`ended ${exitCode}`),
  }
}
