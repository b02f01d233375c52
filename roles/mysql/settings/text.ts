import { PlaybookError } from '../../../src/errors.ts'
import { mysql } from './setting.ts'
import type { SettingContext, SettingGroup } from './setting.ts'

/** The best collation of a character set for the series, where servers disagree; else the character set's own default. */
function standardCollation({ version, choices: { characterSet } }: SettingContext): string {
  const modern = version.flavour !== 'mariadb' && !version.number.startsWith('5.')
  const known: Record<string, string> = {
    utf8mb4: modern ? 'utf8mb4_0900_ai_ci' : 'utf8mb4_general_ci',
    utf8mb3: 'utf8mb3_general_ci',
    gbk: 'gbk_chinese_ci',
    gb18030: 'gb18030_chinese_ci',
    latin1: 'latin1_swedish_ci',
  }
  const collation = known[characterSet]
  if (collation === undefined)
    throw new PlaybookError('BadPlan', `no standard collation is known for ${characterSet}`, {
      hint: 'Give the collation by name: --decision collation=...',
    })
  return collation
}

/** The collation that goes into my.cnf. @throws PlaybookError BadPlan when it belongs to another character set. */
export function collationOf(context: SettingContext): string {
  const { characterSet, collation } = context.choices
  if (collation === 'standard') return standardCollation(context)
  if (collation !== 'binary' && !collation.startsWith(`${characterSet}_`))
    throw new PlaybookError('BadPlan', `the collation ${collation} does not belong to ${characterSet}`, {
      hint: `Its name must begin with ${characterSet}_, or choose the collation "standard".`,
    })
  return collation
}

/** What the customer decided on text and transactions. */
export const textSettings: SettingGroup = {
  title: 'Decided by the customer',
  settings: [
    {
      name: 'character_set_server',
      value: ({ choices }) => choices.characterSet,
      why: 'defaults differ between releases',
    },
    {
      name: 'collation_server',
      value: collationOf,
      why: 'defaults differ between releases; the two nodes must agree',
    },
    {
      name: 'transaction_isolation',
      value: ({ choices }) => choices.isolationLevel,
      why: 'the servers default to REPEATABLE-READ',
    },
    {
      name: 'lower_case_table_names',
      value: ({ choices }) => choices.lowerCaseTableNames,
      why: 'fixed when the data directory is made; the same on both nodes and in every restore',
    },
    {
      name: 'explicit_defaults_for_timestamp',
      value: 1,
      why: 'as newer releases do',
      when: mysql('>=5.6.6 <8.0.0'),
    },
  ],
}
