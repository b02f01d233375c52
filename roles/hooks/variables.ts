import { z } from 'zod'
import { mysqlVariables } from '../mysql/variables.ts'
import { pairVariables } from '../pair-variables.ts'

const absolutePath = z.string().regex(/^\/[^\0\n]*[^\0\n/]$/, 'must be an absolute path')

const seconds = z.int().min(1).max(86_400)

export const hooksVariables = mysqlVariables.extend(pairVariables.shape).extend({
  /** Names the pair to its witness; by default made from the VIP. */
  cluster_id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
    .optional(),
  /** An executable on the nodes that gets each alarm as JSON on its standard input. */
  alert_command: absolutePath.optional(),
  /** An alarm that lasts is told again after this. */
  alert_repeat_seconds: seconds.default(180),
  alert_lag_seconds: seconds.default(5),
  alert_long_transaction_seconds: seconds.default(60),
  /** Where node_exporter looks for files (`--collector.textfile.directory`); without it there are no metrics. */
  node_exporter_textfile_directory: absolutePath.optional(),
})

export type HooksVariables = z.output<typeof hooksVariables>
