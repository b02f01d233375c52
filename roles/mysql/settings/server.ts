import { either, fromTarball, mariadb, mysql } from './setting.ts'
import type { SettingGroup } from './setting.ts'

/** Who this server is and where it lives. */
export const serverSettings: SettingGroup = {
  title: 'Identity and paths',
  settings: [
    { name: 'user', value: 'mysql', why: 'never runs as root' },
    { name: 'server_id', value: ({ serverId }) => serverId, why: 'must differ on the two nodes' },
    { name: 'report_host', value: ({ address }) => address, why: 'shown by the source as its replica' },
    { name: 'report_port', value: ({ port }) => port, why: 'shown by the source as its replica' },
    {
      name: 'basedir',
      value: ({ paths }) => paths.basedir,
      why: 'where the tarball was unpacked',
      when: fromTarball,
    },
    {
      name: 'plugin_dir',
      value: ({ paths }) => paths.pluginDirectory,
      why: 'builds differ: this is where this one has its plugins',
      when: (context) => fromTarball(context) && context.paths.pluginDirectory !== '',
    },
    {
      name: 'lc_messages_dir',
      value: ({ paths }) => paths.messagesDirectory,
      why: 'builds differ: this is where this one has its messages',
      when: (context) => fromTarball(context) && context.paths.messagesDirectory !== '',
    },
    { name: 'datadir', value: ({ paths }) => paths.datadir, why: 'data alone: logs live beside it' },
    {
      name: 'tmpdir',
      value: ({ paths }) => paths.tmpdir,
      why: 'on the data disk: a large sort must not fill the memory or /tmp',
    },
    {
      name: 'secure_file_priv',
      value: ({ paths }) => paths.tmpdir,
      why: 'SQL reads and writes files here alone; builds have other directories, which need not exist',
    },
    { name: 'port', value: ({ port }) => port, why: 'the same on both nodes' },
    { name: 'socket', value: ({ paths }) => paths.socket, why: 'not in /tmp, where cleaners delete it' },
    {
      name: 'pid_file',
      value: ({ paths }) => paths.pidFile,
      why: 'beside the socket, gone when the service is',
    },
    {
      name: 'bind_address',
      value: '*',
      why: 'explicit: packages bind to 127.0.0.1; the VIP itself cannot be bound on the standby',
    },
    {
      name: 'loose_mysqlx',
      value: 'OFF',
      why: 'no second protocol on port 33060',
      when: mysql('>=8.0.11 <10'),
    },
    {
      name: 'ssl_cert',
      value: ({ paths }) => `${paths.tlsDirectory}/server-cert.pem`,
      why: 'this release makes no certificate of its own; replication runs over TLS',
      when: either(mysql('<5.7.6'), mariadb()),
    },
    {
      name: 'ssl_key',
      value: ({ paths }) => `${paths.tlsDirectory}/server-key.pem`,
      why: 'belongs to the certificate',
      when: either(mysql('<5.7.6'), mariadb()),
    },
  ],
}
