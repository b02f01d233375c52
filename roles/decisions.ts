import type { Decision } from '../src/plan/decision.ts'

const nameOfCollation = /^[a-z0-9_]{1,64}$/
const window = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/

function within(minimum: number, maximum: number) {
  return (value: string): string | undefined =>
    /^\d+$/.test(value) && Number(value) >= minimum && Number(value) <= maximum
      ? undefined
      : `must be a whole number from ${minimum} to ${maximum}`
}

/** Decisions that several roles read; each key is asked for once. */
export const characterSet: Decision = {
  key: 'character_set',
  question: 'Which character set shall new schemas have?',
  consequence: 'utf8mb4 holds every character; others lose what they cannot hold.',
  choices: ['utf8mb4', 'utf8mb3', 'gbk', 'gb18030', 'latin1'],
  default: 'utf8mb4',
  changeable: 'always',
}

export const collation: Decision = {
  key: 'collation',
  question: 'Which collation (order and equality of text) shall new schemas have?',
  consequence:
    '"standard" is utf8mb4_0900_ai_ci on MySQL 8 and later, utf8mb4_general_ci elsewhere: accents and case do not count.',
  default: 'standard',
  validate: (value) =>
    nameOfCollation.test(value) ? undefined : 'must be "standard" or a collation such as utf8mb4_0900_bin',
  changeable: 'always',
}

export const isolationLevel: Decision = {
  key: 'isolation_level',
  question: 'Which transaction isolation level shall be the default?',
  consequence:
    'READ-COMMITTED locks less; REPEATABLE-READ lets a transaction see one state of the data throughout.',
  choices: ['READ-COMMITTED', 'REPEATABLE-READ', 'SERIALIZABLE'],
  default: 'READ-COMMITTED',
  changeable: 'always',
}

export const lowerCaseTableNames: Decision = {
  key: 'lower_case_table_names',
  question: 'Shall table names be stored in lower case and compared without regard to case?',
  consequence:
    '1: Orders and orders are one table; 0: they are two. It can never change once the data directory exists.',
  choices: ['1', '0'],
  default: '1',
  changeable: 'until-initialised',
}

export const semisyncPolicy: Decision = {
  key: 'semisync_policy',
  question: 'When the standby does not answer, shall the primary go on alone or wait?',
  consequence:
    'availability: it goes on after the timeout, and what it then commits is lost if it dies; consistency: writers wait.',
  choices: ['availability', 'consistency'],
  default: 'availability',
  changeable: 'always',
}

export const semisyncTimeout: Decision = {
  key: 'semisync_timeout_milliseconds',
  question: 'How many milliseconds shall a commit wait for the standby under the policy "availability"?',
  consequence: 'Less: shorter pauses; more: fewer commits that only the primary has.',
  default: '1000',
  validate: within(100, 3_600_000),
  changeable: 'always',
}

export const failover: Decision = {
  key: 'failover',
  question: 'Who decides that the standby takes over?',
  consequence:
    'automatic needs a witness on a third machine; assisted waits for a person; automatic-without-witness accepts that a network partition may give two writers until it heals.',
  choices: ['automatic', 'assisted', 'automatic-without-witness'],
  default: 'automatic',
  changeable: 'always',
}

export const onDivergence: Decision = {
  key: 'on_divergence',
  question: 'A failed primary comes back with transactions that nobody else has: who decides about its data?',
  consequence:
    'refuse: it waits for a person; reclone: the transactions are saved to a file, then its data is replaced by a copy of the new primary’s. Neither merges them.',
  choices: ['refuse', 'reclone'],
  default: 'refuse',
  changeable: 'always',
}

export const backupWindow: Decision = {
  key: 'backup_window',
  question: 'Between which times of day may backups run (HH:MM-HH:MM, the time zone of the hosts)?',
  consequence:
    'A backup reads the whole data; choose hours of little load. It begins with the first minute, unless backup_time says otherwise.',
  default: '01:59-05:00',
  validate: (value) => (window.test(value) ? undefined : 'must look like 01:59-05:00'),
  changeable: 'always',
}
