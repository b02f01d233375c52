import { z } from 'zod'
import { mysqlVariables } from '../mysql/variables.ts'
import { pairVariables } from '../pair-variables.ts'

export const hooksVariables = mysqlVariables.extend(pairVariables.shape).extend({
  /** Names the pair to its witness; by default made from the VIP. */
  cluster_id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
    .optional(),
})

export type HooksVariables = z.output<typeof hooksVariables>
