type Advice = (node: string, inventory: string) => string

const byRule: Readonly<Record<string, Advice>> = {
  'io-thread': (node) =>
    `on ${node}: SHOW REPLICA STATUS; is the primary's port open to it, is the replication account usable?`,
  'sql-thread': (node, inventory) =>
    `on ${node}: SHOW REPLICA STATUS; mend the cause and START REPLICA, or: npx playbook rejoin ${node} --inventory ${inventory}`,
  semisync: () => 'is the standby up and replicating? commits are safe again when it is',
  lag: (node) =>
    `on ${node}: SHOW PROCESSLIST; a long statement, a lock, or a slow disk holds the applier up`,
  'long-transaction': (node) =>
    `on ${node}: SELECT * FROM information_schema.innodb_trx ORDER BY trx_started LIMIT 3; then KILL its thread, or wait`,
  keepalived: (node) =>
    `on ${node}: journalctl -u keepalived -n 50; if it does not run: systemctl start keepalived`,
  'keepalived-fault': (node) => `on ${node}: journalctl -u keepalived -n 50; is the interface up?`,
  mysqld: (node) => `on ${node}: systemctl status mysqld, and the end of its error log`,
  disk: (node) =>
    `on ${node}: df -h; make room for the data, the binary logs and /var/lib/mysqlha (docs/operations.md, "A full disk")`,
  fenced: (node, inventory) =>
    `it comes back by itself when its reason is gone; else: npx playbook rejoin ${node} --inventory ${inventory}`,
  maintenance: (node) => `when the work is done, on ${node}: mysqlha maint off`,
  diverged: (node, inventory) => `npx playbook rejoin ${node} --inventory ${inventory}`,
  vip: (node) => `on ${node}: mysqlha status; journalctl -u keepalived -n 50`,
  'read-only': (node) => `on ${node}: mysqlha status`,
  peer: () => 'is the other host powered on, and its port for agents open?',
  backup: (node, inventory) =>
    `on ${node}: journalctl -u mysqlha-backup -n 50; then: npx playbook backup --inventory ${inventory}`,
  'backup-proof': (node, inventory) =>
    `on ${node}: journalctl -u mysqlha-verify -n 50; then: npx playbook verify --inventory ${inventory}`,
  witness: () => 'on the witness: systemctl status mysqlha-witness',
}

/** What to do about an alert of an agent; undefined where there is nothing to do but wait. */
export function adviceOn(rule: string, node: string, inventory: string): string | undefined {
  return byRule[rule]?.(node, inventory)
}
