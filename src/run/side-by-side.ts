/** Why promises were rejected, in their order. */
export function rejectionsOf(results: readonly PromiseSettledResult<unknown>[]): Error[] {
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []))
}

/**
 * All results once every promise has ended, however. Then throws the first reason: nobody's work on a host is cut off
 * because another's has failed.
 */
export async function allToTheirEnd<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const [reason] = rejectionsOf(await Promise.allSettled(work))
  if (reason !== undefined) throw reason
  return Promise.all(work)
}
