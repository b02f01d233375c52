import { z } from 'zod'

/** What `common` may be told by the inventory. */
export const commonVariables = z.object({
  /** Set as the host's own name; kept as it is when absent. */
  common_hostname: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i)
    .optional(),
  /** Servers of the customer's network that tell the time. */
  common_time_servers: z.array(z.string().min(1)).default([]),
  /** The user for whom the nodes trust each other's SSH; the login user by default. */
  common_trust_user: z.string().min(1).optional(),
  /** Packages beside those that the roles need. */
  common_packages: z.array(z.string().min(1)).default([]),
  /** Directories that exist afterwards, root's, 0755. */
  common_directories: z.array(z.string().startsWith('/')).default(['/alidata']),
  common_swappiness: z.number().int().min(0).max(100).default(1),
  /** The agent's Node.js: a binary for the servers' architecture. The runner's own by default. */
  node_runtime: z.object({ path: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }).optional(),
})

export type CommonVariables = z.output<typeof commonVariables>
