import { readFileSync } from 'node:fs'
import { replaceDurably } from '../files/durable-file.ts'
import { newest } from '../files/newest.ts'
import { fieldsOf } from '../shape.ts'
import { nothingDegraded } from './degrade.ts'
import type { DegradeMemory } from './degrade.ts'
import { keepalivedUnseen } from './keepalived.ts'
import type { KeepalivedSeen } from './keepalived.ts'

/** What is worth knowing after a restart of the agent. Decisions never rest on it. */
export interface WatchRecord {
  keepalived: Pick<KeepalivedSeen, 'state' | 'since' | 'transitions'>
  semisync: DegradeMemory
}

/** Reads the record; one that is missing or damaged is as if nothing had ever happened. */
export function loadWatch(path: string): WatchRecord {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as WatchRecord
    const fields = fieldsOf(value)
    const keepalived = fields.fields('keepalived')
    keepalived.text('since')
    keepalived.choice('state', ['MASTER', 'BACKUP', 'FAULT', 'STOP', 'UNKNOWN'])
    keepalived.integer('transitions', 0, Number.MAX_SAFE_INTEGER)
    for (const degrade of fields.fields('semisync').list('degrades')) degrade.text('gtid')
    return value
  } catch {
    return { keepalived: keepalivedUnseen, semisync: nothingDegraded }
  }
}

/** Saves the newest record; a disk that fails costs the memory of it alone. */
export function watchFile(path: string): (record: WatchRecord) => void {
  return newest((record) => replaceDurably(path, `${JSON.stringify(record)}\n`).catch(() => undefined))
}
