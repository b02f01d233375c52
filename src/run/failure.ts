import { messageOf, PlaybookError } from '../errors.ts'
import type { Failure } from './events.ts'

/** An error as it goes into events: what we expect keeps its code and advice, anything else is our own bug. */
export function failureOf(thrown: unknown): Failure {
  if (!(thrown instanceof PlaybookError)) {
    const stack = thrown instanceof Error ? (thrown.stack ?? '').split('\n').slice(1, 6) : []
    return { code: 'Internal', message: messageOf(thrown), details: stack.map((line) => line.trim()) }
  }
  const { code, message, details, hint } = thrown
  return hint === undefined ? { code, message, details } : { code, message, details, hint }
}
