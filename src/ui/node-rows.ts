import type { NodeLook } from '../pair/look.ts'
import type { AgentStatus } from '../pair/status-shape.ts'
import { size } from './size.ts'

/** One line of the table: what it tells of a node, from its agent or from outside. */
interface Line {
  readonly title: string
  readonly inside: (status: AgentStatus) => string
  /** Without an agent's word; a dash where that tells nothing. */
  readonly outside?: (look: Extract<NodeLook, { reached: true }>) => string
}

const nothing = '-'
const seconds = (value: number | null | undefined): string =>
  value == null ? nothing : `${Math.round(value)} s`

const lines: readonly Line[] = [
  { title: 'role', inside: ({ role, term }) => `${role}, term ${term}` },
  { title: 'because', inside: ({ reason }) => reason },
  {
    title: 'VIP',
    inside: ({ vip }) => (vip ? 'here' : nothing),
    outside: ({ vip }) => (vip ? 'here' : nothing),
  },
  {
    title: 'keepalived',
    inside: ({ keepalived, verdict }) =>
      `${keepalived?.state ?? 'unknown'}${verdict === 0 ? '' : ', may not have the VIP'}`,
    outside: ({ services }) => services.keepalived,
  },
  { title: 'mysqld', inside: mysqldText, outside: ({ services }) => services.mysqld },
  { title: 'replication', inside: replicationText },
  { title: 'lag', inside: ({ lag, replication }) => seconds(lag?.seconds ?? replication?.lagSeconds) },
  { title: 'semi-sync', inside: semisyncText },
  { title: 'oldest open', inside: transactionText },
  {
    title: 'agent',
    inside: ({ peer }) => `answers${peer?.reachable === true ? ', in contact' : ', without contact'}`,
    outside: ({ services }) => `does not answer (${services.agent})`,
  },
  { title: 'witness', inside: witnessText },
  {
    title: 'last backup',
    inside: ({ backups }) => (backups ? aged(backups.last?.at, backups.last?.sizeBytes) : nothing),
  },
  { title: 'last proof', inside: ({ backups }) => (backups ? aged(backups.provenAt) : nothing) },
]

/** How long ago something was, by the clock here. */
function aged(at: string | null | undefined, bytes?: number): string {
  if (at == null) return 'never'
  const hours = (Date.now() - Date.parse(at)) / 3_600_000
  const age = hours < 48 ? `${Math.max(0, Math.round(hours))} h ago` : `${Math.round(hours / 24)} days ago`
  return bytes === undefined ? age : `${age}, ${size(bytes)}`
}

/** The lines of the table; first cell the title, then one for each look. Texts come from hosts and are not printable yet. */
export function nodeRows(looks: readonly NodeLook[]): string[][] {
  const rows = [...lines, ...(looks.some(({ status }) => status?.rebuild) ? [rebuildLine] : [])]
  return rows.map(({ title, inside, outside }, index) => [
    title,
    ...looks.map((look) => {
      if (look.status !== undefined) return inside(look.status)
      if (!look.reached) return index === 0 ? 'the host does not answer' : nothing
      return outside?.(look) ?? nothing
    }),
  ])
}

const rebuildLine: Line = {
  title: 'rebuild',
  inside({ rebuild }) {
    if (!rebuild) return nothing
    const { method, stage, bytes, totalBytes, error } = rebuild
    const share = totalBytes > 0 ? ` of about ${size(totalBytes)}` : ''
    return `${method}, ${stage}: ${size(bytes)}${share}${error === '' ? '' : `; ${error}`}`
  },
}

function mysqldText({ mysql }: AgentStatus): string {
  if (mysql === null) return 'does not answer'
  return `${mysql.health}, ${mysql.readOnly ? 'read-only' : 'writable'}, ${mysql.version}`
}

function replicationText({ replication }: AgentStatus): string {
  if (replication === null) return nothing
  const { sourceHost, ioRunning, sqlRunning, ioError, sqlError } = replication
  const error = sqlError || ioError
  return `of ${sourceHost}: I/O ${ioRunning}, SQL ${sqlRunning ? 'Yes' : 'No'}${error === '' ? '' : `; ${error}`}`
}

function semisyncText({ role, semisync, unacknowledgedCommits }: AgentStatus): string {
  if (semisync.policy === 'none') return 'none on these servers'
  if (role !== 'PRIMARY') return `replica ${semisync.replica}`
  const unacknowledged = unacknowledgedCommits == null ? '' : `, ${unacknowledgedCommits} unacknowledged`
  return `source ${semisync.source}, ${semisync.clients} client(s)${unacknowledged}`
}

function transactionText({ transactions, role }: AgentStatus): string {
  if (role !== 'PRIMARY' || !transactions) return nothing
  const { oldestWriteSeconds: write, oldestReadSeconds: read } = transactions
  if (write === null && read === null) return 'none'
  return [
    ...(write === null ? [] : [`written ${seconds(write)}`]),
    ...(read === null ? [] : [`only read ${seconds(read)}`]),
  ].join(', ')
}

function witnessText({ witness }: AgentStatus): string {
  if (witness === null) return 'none'
  return `${witness.reachable ? 'answers' : 'does not answer'}${witness.lease ? ', lease held' : ''}`
}
