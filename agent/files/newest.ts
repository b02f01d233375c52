/**
 * Saves one value after the other, beside the caller, who never waits; of those that wait only the newest counts. `save`
 * must not reject: who needs to know how it went says so inside it.
 */
export function newest<T>(save: (value: T) => Promise<void>): (value: T) => void {
  let waiting: { value: T } | null = null
  let busy = false

  async function work(): Promise<void> {
    busy = true
    while (waiting !== null) {
      const { value } = waiting
      waiting = null
      await save(value)
    }
    busy = false
  }

  return (value) => {
    waiting = { value }
    if (!busy) void work()
  }
}
