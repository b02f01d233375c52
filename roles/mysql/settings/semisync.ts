import { semisyncNames } from '../../../src/mysql/semisync.ts'
import type { Setting, SettingContext, SettingGroup } from './setting.ts'

/** Milliseconds; the largest value that every release takes. The agent, not a timeout, then ends the wait. */
const forEver = 4294967295

function timeoutMilliseconds({ choices }: SettingContext): number {
  return choices.semisyncPolicy === 'consistency' ? forEver : choices.semisyncTimeoutMilliseconds
}

/**
 * Loaded on both nodes, source side off: with it on, a standby's applier would wait for an
 * acknowledgement of its own replica, which does not exist. The agent switches it on at promotion.
 */
export function semisyncSettings({ can }: Pick<SettingContext, 'can'>): SettingGroup {
  const { plugins, variables } = semisyncNames(can)
  // The gate reads this file without loading plugins: their variables are unknown to it.
  const prefix = plugins === null ? '' : 'loose_'
  const settings: Setting[] = [
    ...(plugins === null
      ? []
      : [plugins.source, plugins.replica].map(({ name, file }) => ({
          name: 'plugin_load_add',
          value: `${name}=${file}`,
          why: 'INSTALL PLUGIN fails on a fenced server',
        }))),
    {
      name: `${prefix}${variables.sourceEnabled}`,
      value: 0,
      why: 'off at start: the agent switches it on at promotion',
    },
    {
      name: `${prefix}${variables.sourceTimeout}`,
      value: timeoutMilliseconds,
      why: 'milliseconds; decided by the customer',
    },
    {
      name: `${prefix}${variables.replicaEnabled}`,
      value: can.semisyncPlugins ? 1 : 0,
      why: can.semisyncPlugins
        ? 'whoever replicates acknowledges'
        : 'the agent switches it on: booted with it, recovery cuts the newest transactions off, acknowledged or not',
    },
    ...(variables.waitPoint === null
      ? []
      : [
          {
            name: `${prefix}${variables.waitPoint}`,
            value: 'AFTER_SYNC',
            why: 'nobody sees a row that the standby has not got',
          },
        ]),
  ]
  const when = ({ semisync }: SettingContext): boolean => semisync
  return {
    title: 'Semi-synchronous replication: the same on both nodes, roles belong to the agent',
    settings: settings.map((setting) => ({ ...setting, when })),
  }
}
