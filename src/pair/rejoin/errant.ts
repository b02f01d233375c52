import { sh } from '../../values/shell.ts'
import type { PairNode } from '../node.ts'

/** What the saved transactions touch. */
export interface ErrantChanges {
  /** `INSERT INTO shop.orders: 3`, at most twenty. */
  readonly tables: readonly string[]
  /** When the first of them was committed, as the server wrote it: `241123 14:00:15`. */
  readonly since: string | undefined
}

const most = 20

/** Reads the file in which a node has saved the transactions that the primary lacks; nothing when it is not there. */
export async function errantChanges(node: PairNode, dump: string): Promise<ErrantChanges> {
  if (dump === '') return { tables: [], since: undefined }
  const { stdout } = await node.root(
    sh`grep -aE '^#[0-9]{6} .*[[:space:]](GTID|Query|[A-Za-z]+_rows)' ${dump} | head -n 1 | grep -oE '^#[0-9]{6} +[0-9:]{7,8}'
echo --
grep -aoE '^### (INSERT INTO|UPDATE|DELETE FROM) .*' ${dump} | sort | uniq -c | sort -rn | head -n ${most}`,
  )
  return readChanges(stdout)
}

export function readChanges(stdout: string): ErrantChanges {
  const [first = '', rest = ''] = stdout.split('--\n')
  const tables = rest.split('\n').flatMap((line) => {
    const match = /^\s*(\d+) ### (INSERT INTO|UPDATE|DELETE FROM) (.+)$/.exec(line)
    return match ? [`${match[2]} ${match[3]?.replaceAll('`', '')}: ${match[1]}`] : []
  })
  return { tables, since: first.trim().replace(/^#/, '').replace(/\s+/, ' ') || undefined }
}
