/** How a node gets a copy of its peer's data; `auto` takes the first of the others that both servers can. */
export const rebuildMethods = ['auto', 'clone', 'mariadb-backup', 'xtrabackup', 'logical-dump'] as const

export type RebuildMethod = (typeof rebuildMethods)[number]

/** A rebuild that failed so often, after data was touched, waits for a person. */
export const mostRebuildFailures = 3

/** Names, among transactions to be given up, those that cannot be told because their server does not answer. */
export const untold = 'unknown'
