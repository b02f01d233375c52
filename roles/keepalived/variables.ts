import { z } from 'zod'
import { pairVariables } from '../pair-variables.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256: 64 hexadecimal digits')

export const keepalivedVariables = pairVariables.extend({
  /** From the distribution (recommended), or compiled on the host from a source tarball. */
  keepalived_install: z.enum(['package', 'source']).default('package'),
  keepalived_source: z
    .strictObject({ path: z.string().min(1), sha256, version: z.string().regex(/^\d+\.\d+\.\d+$/) })
    .optional(),
  /** Prefix of a compiled keepalived. */
  keepalived_prefix: z.string().startsWith('/').default('/alidata/keepalived'),
  /** Unique on the layer 2 segment. */
  keepalived_virtual_router_id: z.int().min(1).max(255).default(51),
  /** Unicast works on clouds and through most switches; multicast needs neither address. */
  keepalived_unicast: z.boolean().default(true),
  keepalived_advertisement_interval_seconds: z.number().min(0.1).max(10).default(0.2),
  /** The inventory's first host has 100, the other 90; with nopreempt on both it only decides a tie. */
  keepalived_priority: z.int().min(1).max(254).optional(),
  keepalived_startup_delay_seconds: z.int().min(0).max(60).default(5),
  keepalived_log_file: z.string().startsWith('/').default('/var/log/keepalived.log'),
})

export type KeepalivedVariables = z.output<typeof keepalivedVariables>
