/** Settings of an agent, all of them good. */
export const exampleSettings = {
  clusterId: 'shop',
  nodeId: 'node1',
  self: { address: '127.0.0.1', port: 13306 },
  peer: { nodeId: 'node2', address: '127.0.0.1', port: 13307 },
  key: 'ab'.repeat(32),
  witness: { address: '127.0.0.1', port: 13308 },
  mysql: {
    socket: '/run/mysqld/mysqld.sock',
    port: 3306,
    user: 'mysqlha',
    password: 'canary',
    pidFile: '/run/mysqld/mysqld.pid',
  },
  replication: { user: 'repl', password: 'canary' },
  vip: { address: '10.0.0.100', prefix: 24, interface: 'eth0' },
  policy: {
    semisync: 'availability',
    semisyncTimeoutMilliseconds: 1000,
    failover: 'automatic',
    onDivergence: 'refuse',
  },
}
