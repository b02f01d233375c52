import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeId } from '../model/gtids.ts'

/** What the rendered files make the servers and keepalived do. */
export interface Configuration {
  mysql: {
    bootsReadOnly: boolean
    bootsAsSource: boolean
    bootsReplicating: boolean
    durable: boolean
  }
  vrrp: {
    advertMilliseconds: number
    priority(id: NodeId): number
    skew(id: NodeId): number
    masterDown(skew: number): number
    /** A notify script does the work itself, whatever the agent thinks. */
    notifyOpens: boolean
  }
  /** The agent's stop script ends a server that does not close. */
  stopScriptKills: boolean
  /** And it knows until when nobody else can lead. */
  stopScriptHurries: boolean
}

/** The texts from which a configuration is read. */
export interface Rendered {
  myCnf: string
  keepalived: string
  stopScript: string
}

/** Where they are, below the project. The golden file is what the `mysql` role renders. */
export const renderedFiles: Readonly<Record<keyof Rendered, string>> = {
  myCnf: 'test/golden/mysql/my-9.7.cnf',
  keepalived: 'templates/keepalived/keepalived.conf.njk',
  stopScript: 'templates/hooks/mysqlha-stopped.sh.njk',
}

export function renderedBelow(root: string): Rendered {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  return {
    myCnf: read(renderedFiles.myCnf),
    keepalived: read(renderedFiles.keepalived),
    stopScript: read(renderedFiles.stopScript),
  }
}

/** Reads what matters out of the rendered texts, as the programs themselves would. */
export function configurationOf({ myCnf, keepalived, stopScript }: Rendered): Configuration {
  const set = (name: RegExp) =>
    new RegExp(`^\\s*(?:loose_)?${name.source}\\s*=\\s*(\\S+)`, 'm').exec(myCnf)?.[1]
  const on = (name: RegExp) => ['1', 'ON', 'on'].includes(set(name) ?? '')
  // Version 2 rounds what is below a second, and its skew is counted in seconds.
  const third = /^\s*vrrp_version 3/m.test(keepalived)
  const advertMilliseconds = third ? 200 : 1000
  const priorities = { a: 100, b: 90 }
  return {
    mysql: {
      bootsReadOnly: on(/(?:super_)?read_only/),
      bootsAsSource: on(/rpl_semi_sync_(?:source|master)_enabled/),
      bootsReplicating: !on(/skip_(?:replica|slave)_start/),
      durable: set(/sync_binlog/) === '1' && set(/innodb_flush_log_at_trx_commit/) === '1',
    },
    vrrp: {
      advertMilliseconds,
      priority: (id) => priorities[id],
      skew: (id) => Math.round(((256 - priorities[id]) / 256) * (third ? advertMilliseconds : 1000)),
      masterDown: (skew) => 3 * advertMilliseconds + skew,
      notifyOpens: /\bnotify(?:_master)?\s+"/.test(keepalived),
    },
    stopScriptKills: /kill -KILL "\$pid"/.test(stopScript),
    stopScriptHurries: /\/proc\/uptime \{\{ fresh \}\}/.test(stopScript),
  }
}
