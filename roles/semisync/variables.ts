import type { z } from 'zod'
import { mysqlVariables } from '../mysql/variables.ts'
import { pairVariables } from '../pair-variables.ts'

export const semisyncVariables = mysqlVariables.extend(pairVariables.shape)

export type SemisyncVariables = z.output<typeof semisyncVariables>
