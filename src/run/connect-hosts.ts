import type { HostConnection } from '../connect/connection.ts'
import type { PlaybookError } from '../errors.ts'
import type { EventSink } from './events.ts'
import { parseFacts, factsCommand } from './facts-script.ts'
import { failureOf } from './failure.ts'
import type { HostState } from './host-state.ts'
import type { ShellResult } from '../values/probe.ts'

export interface HostOpener {
  /** Connects and, in a run that changes things, takes the host's lock. */
  open(host: string): Promise<HostConnection>
}

export interface Opened {
  readonly hosts: ReadonlyMap<string, HostState>
  readonly failures: readonly (PlaybookError | Error)[]
}

async function openOne(name: string, opener: HostOpener, emit: EventSink): Promise<HostState> {
  const started = performance.now()
  await emit({ kind: 'hostConnecting', host: name })
  let connection: HostConnection | undefined
  try {
    connection = await opener.open(name)
    const asked = Date.now()
    const [result] = await connection.probe([factsCommand])
    const facts = parseFacts(name, result as ShellResult, [asked / 1000, Date.now() / 1000])
    await emit({
      kind: 'hostConnected',
      host: name,
      description: connection.description,
      milliseconds: performance.now() - started,
    })
    return { name, connection, facts }
  } catch (error) {
    await connection?.close()
    await emit({ kind: 'hostFailed', host: name, failure: failureOf(error) })
    throw error
  }
}

/** Connects to all hosts side by side and reads their facts. Every host's failure is reported, not only the first. */
export async function openHosts(
  names: readonly string[],
  opener: HostOpener,
  emit: EventSink,
): Promise<Opened> {
  const results = await Promise.allSettled(names.map((name) => openOne(name, opener, emit)))
  const hosts = new Map<string, HostState>()
  const failures: Error[] = []
  for (const [index, result] of results.entries()) {
    const name = names[index] ?? ''
    if (result.status === 'fulfilled') hosts.set(name, result.value)
    else failures.push(result.reason as Error)
  }
  return { hosts, failures }
}
