import { binlogSettings } from './binlog.ts'
import { bootSettings } from './boot.ts'
import { innodbSettings } from './innodb.ts'
import { logSettings } from './logs.ts'
import { replicaSettings } from './replica.ts'
import { semisyncSettings } from './semisync.ts'
import { serverSettings } from './server.ts'
import { sessionSettings } from './sessions.ts'
import { mysql } from './setting.ts'
import type { Setting, SettingContext, SettingGroup, SettingValue } from './setting.ts'
import { textSettings } from './text.ts'

/** A line of my.cnf with its value worked out. */
export interface SettingLine {
  readonly name: string
  readonly value: SettingValue
  readonly why: string
}

export interface SettingLines {
  readonly title: string
  readonly lines: readonly SettingLine[]
}

const cloneSettings: SettingGroup = {
  title: 'Seeding a standby',
  settings: [
    {
      name: 'plugin_load_add',
      value: 'clone=mysql_clone.so',
      why: 'a standby copies the whole data over the network',
      when: mysql('>=8.0.17 <10'),
    },
  ],
}

function groupsFor(context: Pick<SettingContext, 'can'>): readonly SettingGroup[] {
  return [
    serverSettings,
    bootSettings,
    textSettings,
    sessionSettings,
    logSettings,
    binlogSettings,
    replicaSettings,
    semisyncSettings(context),
    cloneSettings,
    innodbSettings,
  ]
}

function lineOf({ name, value, why }: Setting, context: SettingContext): SettingLine {
  return { name, value: typeof value === 'function' ? value(context) : value, why }
}

/** Every setting of `[mysqld]` for one server release on one host, in groups; groups without a setting are left out. */
export function settingLines(context: SettingContext): SettingLines[] {
  return groupsFor(context)
    .map(({ title, settings }) => ({
      title,
      lines: settings
        .filter(({ when }) => when?.(context) ?? true)
        .map((setting) => lineOf(setting, context)),
    }))
    .filter(({ lines }) => lines.length > 0)
}

/** A name as the server sees it: `Loose-Log_Bin` and `log-bin` are one option. */
export function optionName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('-', '_')
    .replace(/^loose_/, '')
}

/** Every option name that the table knows for any release: an extra setting must not carry one of them. */
export function ownOptionNames(context: Pick<SettingContext, 'can'>): ReadonlySet<string> {
  const names = groupsFor(context).flatMap(({ settings }) => settings.map(({ name }) => optionName(name)))
  return new Set(names.filter((name) => name !== 'plugin_load_add'))
}
