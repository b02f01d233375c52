import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { LabFailure } from '../../../lab/failure.ts'
import { hostMemoryMebibytes, meminfo } from '../../../lab/host/meminfo.ts'
import { findCgroupRoots, pidsBelow } from '../../../lab/machine/cgroups.ts'
import { hasListener, listens } from '../../../lab/machine/listens.ts'
import { withLock } from '../../../lab/machine/lock.ts'
import { whyNot } from '../../../lab/machine/requirements.ts'
import type { Machine } from '../../../lab/machine/requirements.ts'
import { attempt, run } from '../../../lab/machine/run.ts'
import { portSettings } from '../../../lab/network/cut.ts'

const hybrid = `cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0
cgroup /sys/fs/cgroup/systemd cgroup rw,xattr,name=systemd 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
`
const pure = 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n'

test('the cgroup hierarchies of hybrid, unified and old machines', () => {
  assert.deepEqual(findCgroupRoots(hybrid), {
    unified: '/sys/fs/cgroup/unified',
    systemd: '/sys/fs/cgroup/systemd',
  })
  assert.deepEqual(findCgroupRoots(pure), { unified: '/sys/fs/cgroup', systemd: undefined })
  assert.equal(findCgroupRoots('cgroup /c cgroup rw,name=systemd 0 0\n'), undefined)
})

test('a cgroup that vanishes while it is read takes no other one away', () => {
  const directory = mkdtempSync(join(tmpdir(), 'playbook-cgroup-'))
  try {
    for (const name of ['ended', 'init', 'unit']) mkdirSync(join(directory, name))
    for (const [name, pids] of Object.entries({ '.': '', init: '1\n', unit: '7\n8\n' }))
      writeFileSync(join(directory, name, 'cgroup.procs'), pids)
    assert.deepEqual(pidsBelow(directory).sort(), [1, 7, 8])
    assert.deepEqual(pidsBelow(join(directory, 'none')), [])
  } finally {
    rmSync(directory, { recursive: true })
  }
})

describe('a machine that cannot host a lab is told why', () => {
  const able: Machine = {
    platform: 'linux',
    uid: 0,
    kernel: '6.1.0-18-amd64',
    mounts: hybrid,
    filesystems: 'nodev\toverlay\n\text4\n',
    hasApt: true,
  }
  const cases: [string, Partial<Machine>, RegExp | undefined][] = [
    ['an able one', {}, undefined],
    ['another system', { platform: 'darwin' }, /darwin/],
    ['no root', { uid: 1000 }, /root/],
    ['an old kernel', { kernel: '4.18.0-553.el8' }, /5\.14/],
    ['a kernel just too old', { kernel: '5.13.19' }, /5\.14/],
    ['a kernel just new enough', { kernel: '5.14.0' }, undefined],
    ['no cgroup2', { mounts: '' }, /cgroup/],
    ['no apt', { hasApt: false }, /apt-get/],
    ['no overlay', { filesystems: '\text4\n' }, /overlay/],
  ]
  for (const [title, change, expected] of cases) {
    test(title, () => {
      const reason = whyNot({ ...able, ...change })
      if (expected) assert.match(reason ?? '', expected)
      else assert.equal(reason, undefined)
    })
  }
})

describe('listeners', () => {
  const table = `  sl  local_address rem_address   st
   0: 0B77130A:46A0 00000000:0000 0A 00000000:00000000
   1: 00000000:0016 00000000:0000 0A 00000000:00000000
   2: 0100007F:0CEA 0100007F:0016 01 00000000:00000000
`
  test('are found by port, by address too, and only when they listen', () => {
    assert.equal(hasListener(table, 22), true)
    assert.equal(hasListener(table, 18_080, '10.19.119.11'), true)
    assert.equal(hasListener(table, 18_080, '10.19.119.12'), false)
    assert.equal(hasListener(table, 3306), false)
  })

  test('of this very process are seen by the kernel', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    assert.equal(listens('self', port, '127.0.0.1'), true)
    server.close()
    await once(server, 'close')
    assert.equal(listens('self', port), false)
  })
})

test('the memory that a host shows', () => {
  const text = meminfo(hostMemoryMebibytes)
  assert.match(text, /^MemTotal: {8}1572864 kB\n/)
  assert.ok(text.split('\n').every((line) => line === '' || /^\w+: +\d+( kB)?$/.test(line)))
})

describe('programs of this machine', () => {
  test('arguments arrive as they are, input and output too', async () => {
    assert.equal(await run(['printf', '%s|', 'a b', '$HOME', "it's"]), "a b|$HOME|it's|")
    assert.equal(await run(['cat'], { input: 'text' }), 'text')
  })
  test('a failure says what failed and what it said', async () => {
    await assert.rejects(run(['sh', '-c', 'echo trouble >&2; exit 3']), /sh -c .* ended with 3: trouble/)
    await assert.rejects(run(['/does/not/exist']), LabFailure)
    assert.equal((await attempt(['sh', '-c', 'exit 7'], { input: 'x'.repeat(1_000_000) })).exitCode, 7)
  })
})

test('a lock keeps others out while it is held, and not a moment longer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-lock-'))
  const file = join(folder, 'lock')
  const free = async (): Promise<boolean> => {
    const [code] = (await once(spawn('flock', ['--nonblock', file, 'true']), 'exit')) as [number]
    return code === 0
  }
  const unexpected = (): void => assert.fail('nobody else holds it')
  try {
    assert.equal(await withLock(file, unexpected, async () => free()), false)
    assert.equal(await free(), true)
    await assert.rejects(
      withLock(file, unexpected, () => Promise.reject(new Error('inside'))),
      /inside/,
    )
    assert.equal(await free(), true)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what a cut means for the ports', () => {
  const pair = { pair: true, nodes: [] }
  const one = { pair: false, nodes: ['node2'] }
  assert.deepEqual(portSettings(pair, 'node1', false), { isolated: true, forwarding: true })
  assert.deepEqual(portSettings(one, 'node1', false), { isolated: false, forwarding: true })
  assert.deepEqual(portSettings(one, 'node2', false), { isolated: false, forwarding: false })
  assert.deepEqual(portSettings(pair, 'node1', true), { isolated: true, forwarding: false })
})
