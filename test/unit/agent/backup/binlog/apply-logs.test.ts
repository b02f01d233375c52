import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, test } from 'node:test'
import { applyLogs } from '../../../../../agent/backup/binlog/apply-logs.ts'
import { parseSettings } from '../../../../../agent/settings.ts'
import { exampleSettings } from '../../settings-example.ts'
import { expected, fixture, temporaryDirectory } from './events-example.ts'

const directory = temporaryDirectory()
const programs = join(directory, 'programs')
mkdirSync(programs)
const example = parseSettings(exampleSettings)
const settings = {
  mysql: { ...example.mysql, programs: [programs] },
  paths: { ...example.paths, scratch: directory },
}
const login = { ...settings.mysql, user: 'loader', password: 'very "secret"', socket: '/run/loader.sock' }
const files = ['mariadb1011.000001', 'mariadb1011.000002'].map(fixture)
const mysqls = ['mysql56.000001', 'mysql56.000002'].map(fixture)
const whole = { startPosition: 330, stopPosition: 708 }

function program(name: string, script: string): void {
  const path = join(programs, name)
  writeFileSync(path, `#!/bin/sh\ncd ${directory}\n${script}\n`)
  chmodSync(path, 0o755)
}
const client = (script: string) => program('mariadb', `printf '%s\\n' "$@" >client.args; ${script}`)
const printer = (script: string) => program('mariadb-binlog', `printf '%s\\n' "$@" >printer.args; ${script}`)
const saved = (name: string) => readFileSync(join(directory, name), 'latin1')
const apply = (logs = files, range: Parameters<typeof applyLogs>[3] = whole) =>
  applyLogs({ settings, signal: AbortSignal.timeout(20_000) }, login, logs, range)

describe('applying binary logs', () => {
  beforeEach(() => {
    printer("printf 'SELECT 1;\\n\\377\\000x'")
    client('cp "${1#*=}" login; cat >taken')
  })

  test('pipes what is printed to the client, whose login is in a file', async () => {
    await apply()
    assert.equal(
      saved('printer.args'),
      ['--no-defaults', '--start-position=330', '--stop-position=708', ...files, ''].join('\n'),
    )
    assert.match(
      saved('client.args'),
      /^--defaults-file=\S+\n--batch\n--binary-mode\n--max-allowed-packet=1G\n$/,
    )
    assert.match(saved('login'), /user="loader"\npassword="very \\"secret\\""\nsocket="\/run\/loader.sock"/)
    assert.equal(saved('taken'), 'SELECT 1;\n\xff\0x')
    await apply(files, { startPosition: 4, stopPosition: null })
    assert.doesNotMatch(saved('printer.args'), /stop/)
  })

  test('tells why the client failed, however much is still to come or nothing', async () => {
    client('head -c 9 >/dev/null; echo ERROR 1062 >&2; exit 1')
    for (const more of ['exec yes', 'exec sleep 60', 'true']) {
      printer(`printf 'SELECT 1;'; ${more}`)
      await assert.rejects(apply(), /mariadb ended with 1: ERROR 1062$/)
    }
    printer('exec yes')
    client('exit 0')
    await assert.rejects(apply(), /the client ended before it had read all/)
  })

  test('tells why the printing failed, and the client does not run a rest', async () => {
    printer("printf 'DELETE FROM a'; echo broken log >&2; exit 3")
    client('cat >before; cp before taken-at-end')
    await assert.rejects(apply(), /mariadb-binlog ended with 3: broken log$/)
    assert.throws(() => saved('taken-at-end'), /ENOENT/)
  })

  test('ends with the signal', async () => {
    printer('exec sleep 60')
    const context = { settings, signal: AbortSignal.timeout(300) }
    await assert.rejects(applyLogs(context, login, files, whole), { name: 'AbortError' })
  })

  test('gives a log that is cut off after the stop position by the input', async () => {
    const cut = join(directory, 'cut')
    writeFileSync(cut, readFileSync(files[1]!).subarray(0, 720))
    printer('exec cat')
    await apply([files[0]!, cut])
    assert.equal(
      saved('printer.args'),
      ['--no-defaults', '--start-position=330', files[0], '-', ''].join('\n'),
    )
    assert.equal(saved('taken'), readFileSync(files[1]!, 'latin1').slice(0, 708))
  })

  test("puts back the GTIDs of MySQL's that MariaDB's program leaves out, all of them", async () => {
    const shown = ['mysql56.000001', 'mysql56.000002'].flatMap((name) => [
      '# at 4',
      '#261130  4:50:08 server id 56  end_log_pos 120 \tStart: binlog v 4, server v 5.6.24-log created 261130',
      ...expected[name]!.gtids.flatMap(([at]) => [`# at ${at}`, '# Ignorable event type 33 (MySQL Gtid)']),
    ])
    const setting = 'SET @@session.autocommit=1, @@session.check_constraint_checks=1/*!*/;'
    const print = (lines: string[]) => {
      writeFileSync(join(directory, 'shown'), [...lines, setting, '# End of log file', ''].join('\n'))
      printer('case "$*" in *--help) echo options;; *) cat shown;; esac')
    }
    print(shown)
    await apply(mysqls, { startPosition: 4, stopPosition: null })
    const gtids = [...saved('taken').matchAll(/^SET @@SESSION.GTID_NEXT= '(.*:\d+)'\/\*!\*\/;$/gm)].map(
      (found) => found[1],
    )
    assert.deepEqual(
      gtids,
      ['mysql56.000001', 'mysql56.000002'].flatMap((name) => expected[name]!.gtids.map((one) => one[1])),
    )
    assert.match(
      saved('taken'),
      /\nSET @@session.autocommit=1\/\*!\*\/;\nSET @@SESSION.GTID_NEXT= 'AUTOMATIC';\n$/,
    )
    assert.equal(saved('taken').split("'AUTOMATIC'/*!*/;").length - 1, 2)
    print(shown.slice(0, -2))
    await assert.rejects(
      apply(mysqls, { startPosition: 4, stopPosition: null }),
      /did not print the GTID event at 1048/,
    )
    print(shown.slice(2))
    await assert.rejects(
      apply(mysqls, { startPosition: 200, stopPosition: null }),
      /a GTID event at 151 that the logs have not/,
    )
  })
})
