import type { AlertSettings } from './alerts/settings.ts'
import { parseAlerts } from './alerts/settings.ts'
import type { Policy } from './decide/state.ts'
import { fieldsOf, ShapeError } from './shape.ts'
import type { Fields } from './shape.ts'

/** Where something listens. */
export interface Endpoint {
  address: string
  port: number
}

/** The one settings file of an agent, `/etc/mysqlha/agent.json`, 0600. */
export interface Settings {
  clusterId: string
  nodeId: string
  self: Endpoint
  peer: Endpoint & { nodeId: string }
  /** Key of the cluster for TLS-PSK, 64 or more hexadecimal digits; the same on both nodes and the witness. */
  key: string
  witness: Endpoint | null
  mysql: MysqlSettings
  replication: { user: string; password: string }
  /** `gateway`: asked when the peer is silent and there is no witness; `null`: nobody is. */
  vip: { address: string; prefix: number; interface: string; gateway: string | null }
  policy: Policy
  alerts: AlertSettings
  /** The file for node_exporter's textfile collector; `null`: no metrics. */
  metricsFile: string | null
  paths: Paths
}

export interface MysqlSettings {
  socket: string
  /** The same on both nodes. */
  port: number
  user: string
  password: string
  pidFile: string
  /** The systemd unit. */
  unit: string
  configFile: string
  datadir: string
  /** Path of the binary logs without their numbers. */
  binaryLogs: string
  /** Directories that are searched for the server's programs before the system's own. */
  programs: string[]
}

export interface Paths {
  state: string
  verdict: string
  fresh: string
  /** The newest status as JSON, for whoever looks often. */
  status: string
  fifo: string
  control: string
  /** Below it are logins and sockets, each for as long as one copy takes. */
  scratch: string
  pid: string
  logs: string
  /** Replica statuses and errant transactions, saved before they are given up. */
  incidents: string
  /** What alerts remember over a restart. */
  watch: string
  /** Alarms that people were told of. */
  told: string
  /** The settings of backups, if there are any, and who makes one now. */
  backupSettings: string
  backupPid: string
}

/** The settings file of a witness. One witness can serve many clusters. */
export interface WitnessSettings {
  listen: Endpoint
  /** Where it remembers what it has granted. */
  stateDirectory: string
  clusters: { clusterId: string; key: string }[]
}

const identifier = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/
const address = /^[0-9a-fA-F.:]{2,45}$/
const keyPattern = /^(?:[0-9a-fA-F]{2}){32,64}$/
const absolute = /^\/[^\0\n]+$/

/** Checks an agent's settings. @throws ShapeError naming the field that is wrong. */
export function parseSettings(value: unknown): Settings {
  const root = fieldsOf(value)
  const mysql = root.fields('mysql')
  const replication = root.fields('replication')
  const vip = root.fields('vip')
  const witness = root.optionalFields('witness')
  const peer = root.fields('peer')
  const settings: Settings = {
    clusterId: root.text('clusterId', identifier),
    nodeId: root.text('nodeId', identifier),
    self: endpoint(root.fields('self')),
    peer: { ...endpoint(peer), nodeId: peer.text('nodeId', identifier) },
    key: root.text('key', keyPattern),
    witness: witness && endpoint(witness),
    mysql: {
      socket: mysql.text('socket', absolute),
      port: mysql.integer('port', 1, 65535),
      user: mysql.text('user'),
      password: mysql.text('password'),
      pidFile: mysql.text('pidFile', absolute),
      unit: mysql.optionalText('unit') ?? 'mysqld',
      configFile: mysql.optionalText('configFile') ?? '/etc/my.cnf',
      datadir: mysql.optionalText('datadir') ?? '/alidata/mysql/data',
      binaryLogs: mysql.optionalText('binaryLogs') ?? '/alidata/mysql/log/mysql-bin',
      programs: (mysql.optionalText('programs') ?? '').split(':').filter((path) => absolute.test(path)),
    },
    replication: { user: replication.text('user'), password: replication.text('password') },
    vip: {
      address: vip.text('address', address),
      prefix: vip.integer('prefix', 1, 128),
      interface: vip.text('interface', /^[A-Za-z0-9._@-]{1,15}$/),
      gateway: vip.nullable('gateway', () => vip.text('gateway', address)),
    },
    policy: parsePolicy(root.fields('policy')),
    alerts: parseAlerts(root.optionalFields('alerts') ?? fieldsOf({})),
    metricsFile: root.nullable('metricsFile', () => root.text('metricsFile', absolute)),
    paths: parsePaths(root.optionalFields('paths') ?? fieldsOf({})),
  }
  if (settings.nodeId === settings.peer.nodeId) throw new ShapeError('peer.nodeId must differ from nodeId')
  if (settings.policy.failover === 'automatic' && settings.witness === null) {
    throw new ShapeError(
      'policy.failover automatic needs a witness: two nodes alone cannot tell death from a cut',
    )
  }
  return settings
}

/** Checks a witness's settings. @throws ShapeError */
export function parseWitnessSettings(value: unknown): WitnessSettings {
  const root = fieldsOf(value)
  return {
    listen: endpoint(root.fields('listen')),
    stateDirectory: root.optionalText('stateDirectory') ?? '/var/lib/mysqlha',
    clusters: root
      .list('clusters')
      .map((one) => ({ clusterId: one.text('clusterId', identifier), key: one.text('key', keyPattern) })),
  }
}

function endpoint(fields: Fields): Endpoint {
  return { address: fields.text('address', address), port: fields.integer('port', 1, 65535) }
}

function parsePolicy(fields: Fields): Policy {
  return {
    semisync: fields.choice('semisync', ['availability', 'consistency', 'none']),
    semisyncTimeoutMilliseconds: fields.integer('semisyncTimeoutMilliseconds', 1, 4_294_967_295),
    failover: fields.choice('failover', ['automatic', 'assisted', 'automatic-without-witness']),
    onDivergence: fields.choice('onDivergence', ['refuse', 'reclone']),
  }
}

function parsePaths(fields: Fields): Paths {
  return {
    state: fields.optionalText('state') ?? '/var/lib/mysqlha/state.json',
    verdict: fields.optionalText('verdict') ?? '/run/mysqlha/verdict',
    fresh: fields.optionalText('fresh') ?? '/run/mysqlha/fresh',
    status: fields.optionalText('status') ?? '/run/mysqlha/status.json',
    fifo: fields.optionalText('fifo') ?? '/run/mysqlha/vrrp.fifo',
    control: fields.optionalText('control') ?? '/run/mysqlha/control.sock',
    scratch: fields.optionalText('scratch') ?? '/run/mysqlha',
    pid: fields.optionalText('pid') ?? '/run/mysqlha/agent.pid',
    logs: fields.optionalText('logs') ?? '/var/log/mysqlha',
    incidents: fields.optionalText('incidents') ?? '/var/lib/mysqlha/incidents',
    watch: fields.optionalText('watch') ?? '/var/lib/mysqlha/watch.json',
    told: fields.optionalText('told') ?? '/var/lib/mysqlha/alerts.json',
    backupSettings: fields.optionalText('backupSettings') ?? '/etc/mysqlha/backup.json',
    backupPid: fields.optionalText('backupPid') ?? '/run/mysqlha/backup.pid',
  }
}
