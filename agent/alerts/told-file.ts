import { readFileSync } from 'node:fs'
import { replaceDurably } from '../files/durable-file.ts'
import { newest } from '../files/newest.ts'
import { fieldsOf } from '../shape.ts'
import type { AlertMemory } from './announce.ts'

/** An agent that starts is fenced first, and sees little: only later it is known what is over. */
const startMilliseconds = 15_000

/**
 * Alarms that people were told of, and not yet that they are over: the next agent goes on from there. One that is missing or
 * damaged is as if nobody had been told anything.
 * @param uptime of now, milliseconds: that of the agent before may be of another boot
 */
export function loadTold(path: string, uptime: number): AlertMemory {
  try {
    return fieldsOf(JSON.parse(readFileSync(path, 'utf8')))
      .list('told')
      .map((one) => ({
        rule: one.text('rule'),
        severity: one.choice('severity', ['warning', 'critical']),
        message: one.text('message'),
        occurrence: one.integer('occurrence', 0, Number.MAX_SAFE_INTEGER),
        since: one.text('since'),
        sinceUptime: uptime,
        seenAt: uptime + startMilliseconds,
        toldAt: uptime,
      }))
  } catch {
    return []
  }
}

/** Saves what people were told; a disk that fails costs the memory of it alone. */
export function toldFile(path: string): (memory: AlertMemory) => void {
  return newest((memory) =>
    replaceDurably(path, `${JSON.stringify({ told: told(memory) })}\n`).catch(() => undefined),
  )
}

function told(memory: AlertMemory) {
  return memory
    .filter(({ toldAt }) => toldAt !== null)
    .map(({ rule, severity, message, occurrence, since }) => ({ rule, severity, message, occurrence, since }))
}
