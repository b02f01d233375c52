import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cpus, loadavg } from 'node:os'
import { whole } from '../test/e2e/faults/pair.ts'
import { sessionOn } from '../test/e2e/faults/sql.ts'
import { openTestLab } from '../test/e2e/support/lab.ts'
import type { NodeName, TestLab } from '../test/e2e/support/lab.ts'
import { median } from './measure.ts'

const rounds = 5
const gigabytes = 2
const target = 1.2
const backups = '/var/bench-backup'
const copy = '/var/bench-copy'
const data = '/alidata/mysql/data'

const rowBytes = 1024
const rowsAtOnce = 64_000

/** Fills a schema on this server alone: in no binary log, so that neither the other node nor the logs take part. */
async function fill(lab: TestLab, node: NodeName): Promise<void> {
  const session = await sessionOn(lab, node)
  try {
    for (const statement of [
      'SET SESSION sql_log_bin=0',
      'CREATE DATABASE bench',
      'CREATE TABLE bench.digits (d INT PRIMARY KEY)',
      'INSERT INTO bench.digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9),(10),(11),(12),(13),(14),(15),(16),(17),(18),(19),(20),(21),(22),(23),(24),(25),(26),(27),(28),(29),(30),(31),(32),(33),(34),(35),(36),(37),(38),(39)',
      'CREATE TABLE bench.filler (number INT AUTO_INCREMENT PRIMARY KEY, filler VARBINARY(1024)) ENGINE=InnoDB',
    ])
      await session.query(statement)
    for (let written = 0; written < gigabytes * 1e9; written += rowsAtOnce * rowBytes)
      await session.query(
        'INSERT INTO bench.filler (filler) SELECT RANDOM_BYTES(1024) FROM bench.digits a, bench.digits b, bench.digits c',
      )
  } finally {
    session.destroy()
  }
}

/** The seconds that a script takes on a host. */
async function seconds(lab: TestLab, node: NodeName, script: string): Promise<number> {
  const began = performance.now()
  await lab.root(node, script)
  return (performance.now() - began) / 1000
}

/** The priority that the command gives itself: on a busy machine the other one would only show that. */
const humbly = 'nice -n 10 ionice -c 3'

const files = `find ${data} -type f '(' -name '*.ibd' -o -name 'ibdata*' -o -name 'undo*' ')'`

/** A server reads and writes its files past the page cache: whoever copies them finds them on the disk alone. */
const evict = `sync; for file in $(${files}); do dd if=$file iflag=nocache count=0 status=none; done`

const flavour = process.env['PLAYBOOK_FLAVOUR'] ?? 'mysql97'
const lab = await openTestLab('bench-backup', flavour)
try {
  await appendFile(join(lab.inventory, 'group_vars', 'mysql.yml'), `\nbackup_directory: ${backups}\n`)
  const { exitCode, stderr, stdout } = await lab.playbook('site', '--accept-defaults', '--output', 'plain')
  if (exitCode !== 0) throw new Error(`${stderr}${stdout}`)
  const node = await whole(lab)
  await fill(lab, node)
  const bytes = Number(
    await lab.root(node, `${files} -printf '%s\\n' | awk '{ sum += $1 } END { print sum }'`),
  )
  process.stdout.write(
    `A full backup of ${(bytes / 1e9).toFixed(1)} GB on ${flavour}, beside cp and sha256sum of the same files, seconds; ${cpus().length} processors, load ${loadavg()[0]?.toFixed(1) ?? '?'}\n\n`,
  )
  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await lab.root(node, `rm -rf ${copy} && mkdir ${copy}; ${evict}`)
    const plain = await seconds(
      lab,
      node,
      `${humbly} sh -c "${files} -exec cp --parents '{}' ${copy} ';' && sync -f ${copy} && find ${copy} -type f -exec sha256sum '{}' + >/dev/null"`,
    )
    await lab.root(node, `rm -rf ${copy}; ${evict}`)
    const backup = await seconds(lab, node, 'mysqlha backup run --full --here')
    await lab.root(
      node,
      `rm -rf ${backups}/2* && : >/alidata/xtrabackup_cron/var/mysql_increment_hot_backup.index && sync`,
    )
    ratios.push(backup / plain)
    process.stdout.write(
      `backup ${backup.toFixed(1)}   cp, sync, sha256sum ${plain.toFixed(1)}   ratio ${(backup / plain).toFixed(2)}\n`,
    )
  }
  const middle = median(ratios)
  process.stdout.write(
    `\nmedian ${middle.toFixed(2)}, target ${target}: ${middle <= target ? 'met' : 'MISSED'}\n`,
  )
} finally {
  await lab.close()
}
