import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, describe, test } from 'node:test'
import { other, whole } from '../faults/pair.ts'
import { randomFrom } from '../faults/random.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'
import { backUp, backupsOn, dayAt, endBeside, openBackupLab, verifyOn } from './backups-lab.ts'
import { Ledger } from './ledger.ts'

const flavour = process.env['PLAYBOOK_FLAVOUR'] ?? 'mysql97'
const seed = Number(process.env['PLAYBOOK_SEED'] ?? Math.floor(Math.random() * 1e6))
const moments = process.env['PLAYBOOK_BACKUPS'] === 'all' ? 20 : 6

/** What is killed: a backup of each kind, deletion, a trial, a restore beside. */
const works = ['run', 'run', 'run --full', 'prune', 'verify', 'restore'] as const

describe(`backups of ${flavour} that are killed (PLAYBOOK_SEED=${seed})`, { timeout: 1_800_000 }, () => {
  let lab: TestLab
  let ledger: Ledger
  let standby: NodeName
  let day = 0

  before(async () => {
    lab = await openBackupLab('backups-killed', flavour, { sealed: flavour === 'mariadb1011' })
    standby = other(await whole(lab))
    ledger = new Ledger(lab)
    await ledger.create()
    await ledger.grow(1)
    await backUp(lab, standby, day)
  })
  after(() => lab.close())

  /** How long a work takes when nobody disturbs it. */
  async function lasts(work: string): Promise<number> {
    const began = performance.now()
    await lab.root(standby, `mysqlha backup ${work}`)
    return performance.now() - began
  }

  /** Starts the work as a unit of its own, and kills all of it at once after a while. Says whether it was still under way. */
  async function killed(work: string, afterMilliseconds: number): Promise<boolean> {
    const unit = 'killed-backup'
    await lab.root(
      standby,
      `systemctl reset-failed ${unit} 2>/dev/null; systemd-run --quiet --unit=${unit} --service-type=exec /usr/local/sbin/mysqlha backup ${work}`,
    )
    await pause(afterMilliseconds)
    const { exitCode } = await lab.attempt(
      standby,
      `systemctl is-active --quiet ${unit} && systemctl kill -s KILL ${unit}`,
    )
    // A killed program that waits for the disk is gone, and with it the lock, when the disk answers.
    await until('it has ended', 30, async () => {
      const script = `! systemctl is-active --quiet ${unit} && flock --nonblock /run/mysqlha/backup.lock true`
      return (await lab.attempt(standby, script)).exitCode === 0
    })
    return exitCode === 0
  }

  async function keep(chains: number): Promise<void> {
    await lab.root(
      standby,
      `sed -i 's/"keepChains": [0-9]*/"keepChains": ${chains}/' /etc/mysqlha/backup.json`,
    )
  }

  test(`${moments} times kill -9: what the index names is whole, restores, and can be built upon`, async (context) => {
    const random = randomFrom(seed)
    const durations = new Map<string, number>()
    for (let moment = 0; moment < moments; moment += 1) {
      const kind = works[moment % works.length] ?? 'run'
      day += 1
      const words = kind.startsWith('restore') || kind === 'prune' ? kind : `${kind} --now ${dayAt(day)}`
      if (!durations.has(kind)) {
        durations.set(kind, await lasts(words))
        day += 1
      }
      const again = words.replace(/--now \S+/, `--now ${dayAt(day)}`)
      await ledger.grow(1)
      // Something must be there to delete.
      if (kind === 'prune') await keep(0)
      const hit = await killed(again, random() * (durations.get(kind) ?? 1000))
      context.diagnostic(`${again}: ${hit ? 'killed' : 'had ended'}`)
      if (kind === 'prune') await keep(1)
      // Its server runs on, as it should, and fills a small disk.
      if (kind === 'restore' && !hit) await endBeside(lab, standby)
      day += 1
      // The next one ends what was begun, and goes on.
      await backUp(lab, standby, day)
      const { records, names } = await backupsOn(lab, standby)
      assert.deepEqual(
        names.filter((name) => name !== 'scratch'),
        records.map(({ id }) => id),
        'the index and the directories',
      )
      const { exitCode, stdout, stderr } = await verifyOn(lab, standby, day)
      assert.equal(exitCode, 0, stdout + stderr)
      assert.match(stdout, /is proven: .* rows/)
      await endBeside(lab, standby)
    }
  })

  test('no server, no lock and no login is left of what was killed', async () => {
    assert.equal(await lab.root(standby, 'pgrep -c -x "mysqld|mariadbd"'), '1')
    assert.equal(
      await lab.root(standby, 'ls -A /run/mysqlha | grep -E "^(login|server|backup)-" || true'),
      '',
    )
    assert.equal(
      await lab.root(standby, 'flock --nonblock /run/mysqlha/backup.lock true && echo free'),
      'free',
    )
  })
})
