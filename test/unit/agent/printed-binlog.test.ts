import assert from 'node:assert/strict'
import { chmod, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { printPlace } from '../../../agent/act/print-place.ts'
import { forMysql, knowsGtidSets, positionIn, rewriteLines } from '../../../agent/mysql/printed-binlog.ts'

async function joined(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const part of parts) all.push(part)
  return Buffer.concat(all)
}

async function* pieces(parts: readonly Uint8Array[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part))
}

test('lines are rewritten byte for byte, wherever the pieces end', async () => {
  const line = fc.uint8Array({ maxLength: 12 }).map((bytes) => bytes.filter((byte) => byte !== 10))
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.array(fc.nat(30)), async (lines, cuts) => {
      const text = Buffer.concat(lines.flatMap((bytes) => [bytes, Uint8Array.of(10)]))
      const parts: Buffer[] = []
      let from = 0
      for (const length of [...cuts, text.length]) {
        parts.push(text.subarray(from, from + length))
        from += length
      }
      let count = 0
      const same = await joined(rewriteLines(pieces(parts), (one) => (count++, one)))
      assert.deepEqual(same, text)
      assert.equal(count, lines.length)
    }),
  )
})

test('what only MariaDB knows is taken out of what is set, and of nothing else', () => {
  const set = 'SET @@session.foreign_key_checks=1, @@session.check_constraint_checks=1/*!*/;'
  assert.equal(forMysql(set), 'SET @@session.foreign_key_checks=1/*!*/;')
  assert.equal(forMysql('/*!\\C utf8mb3 *//*!*/;'), '/*!\\C utf8mb3 *//*!*/;')
  const data = "INSERT INTO notes VALUES('SET, @@session.check_constraint_checks=1 utf8mb3')"
  assert.equal(forMysql(data), data)
})

test('the position of an event stands alone in its line', () => {
  assert.equal(positionIn('# at 1234'), 1234)
  assert.equal(positionIn('# at 1234 or so'), null)
})

/** Stands where the server's program does: says what it was given, then two transactions, one with text that is not UTF-8. */
const program = `#!/bin/sh
test "$1" = --no-defaults || { echo "unknown variable 'default-character-set=utf8mb4'" >&2; exit 1; }
test "$2" = --help && { echo '  --include-gtids=name'; exit; }
echo "# given: $*"
echo '# at 200'
echo '# Ignorable event type 33 (MySQL Gtid)'
printf "INSERT INTO t VALUES('M\\374ller\\r, caf\\351')\\n"
echo '# End of log file'
`

test('an evidence file has the bytes of the binary log, the GTIDs, and does not depend on the host’s option files', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'playbook-printed-'))
  try {
    const tool = join(directory, 'mysqlbinlog')
    await writeFile(tool, program)
    await chmod(tool, 0o700)
    const signal = AbortSignal.timeout(60_000)
    assert.equal(await knowsGtidSets(tool, signal), true)
    const path = join(directory, 'errant.sql')
    const file = await open(path, 'w')
    const place = { log: 'binlog.000007', start: 200, stop: 900, gtids: new Map([[200, 'aaaa:7']]) }
    await printPlace(tool, directory, place, file, signal)
    await file.close()
    const lines = (await readFile(path, 'latin1')).split('\n')
    assert.deepEqual(lines, [
      `# given: --no-defaults -vv --start-position=200 --stop-position=900 ${directory}/binlog.000007`,
      '# at 200',
      "SET @@SESSION.GTID_NEXT= 'aaaa:7'/*!*/;",
      "INSERT INTO t VALUES('Müller\r, café')",
      "SET @@SESSION.GTID_NEXT= 'AUTOMATIC';",
      '',
    ])
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
