import type { Drill } from './drill.ts'
import { agentDrills } from './drills/agents.ts'
import { clockDrills } from './drills/clock.ts'
import { databaseDrills } from './drills/database.ts'
import { frozenDrills } from './drills/frozen.ts'
import { networkDrills } from './drills/network.ts'
import { powerDrills } from './drills/power.ts'
import { serviceDrills } from './drills/services.ts'

/** Every drill, in the order in which they run. */
export const drills: readonly Drill[] = [
  ...serviceDrills,
  ...frozenDrills,
  ...agentDrills,
  ...clockDrills,
  ...databaseDrills,
  ...networkDrills,
  ...powerDrills,
]
