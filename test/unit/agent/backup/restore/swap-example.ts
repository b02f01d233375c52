import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from '../store/scratch.ts'

export const stamp = '20261130T015900000Z'
export const kept = `before-restore-${stamp}`
export const logNames = ['mysql-bin.000001', 'mysql-bin.000002', 'mysql-bin.index', 'mysql-bin.state']
/** In the directory of the logs, and none of them. */
export const beside = ['mysql-bin.old', 'mysql-bin.000001.gz', 'relay.000001', 'slow.log']

type Tree = Readonly<Record<string, string>>
/** Files with their content, directories with `/`. */
export function treeOf(root: string, below = ''): Tree {
  return Object.fromEntries(
    readdirSync(join(root, below), { withFileTypes: true })
      .map((entry) => [join(below, entry.name), entry.isDirectory()] as const)
      .flatMap(([path, isDirectory]) =>
        isDirectory
          ? [[`${path}/`, ''], ...Object.entries(treeOf(root, path))]
          : [[path, readFileSync(join(root, path), 'utf8')]],
      ),
  )
}

/** A server's directories before a restore, and restored data beside. */
export function server(context: Parameters<typeof scratch>[0]) {
  const root = scratch(context)
  const path = (...names: string[]) => join(root, ...names)
  for (const directory of ['data', 'data/shop', 'log', 'restoring', 'restoring/data'])
    mkdirSync(path(directory))
  writeFileSync(path('data', 'shop', 'orders.ibd'), 'old')
  writeFileSync(path('restoring', 'data', 'ibdata1'), 'restored')
  for (const name of [...logNames, ...beside]) writeFileSync(path('log', name), name)
  return { root, path, place: { datadir: path('data'), binaryLogs: path('log', 'mysql-bin') } }
}

/** Each step of a swap by itself. */
export function steps(path: (...names: string[]) => string): (() => void)[] {
  const [keptData, keptLogs] = [path(`data.${kept}`), path('log', kept)]
  return [
    () => mkdirSync(keptLogs, { mode: 0o700 }),
    () => renameSync(path('data'), keptData),
    ...logNames.map((name) => () => renameSync(path('log', name), join(keptLogs, name))),
    () => renameSync(path('restoring', 'data'), path('data')),
  ]
}

export const withoutEmpty = ({ [`log/${kept}/`]: _, ...rest }: Tree) => rest
