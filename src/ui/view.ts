import type { RunEvent, RunEventKind } from '../run/events.ts'

/** Shows a run. It is never the truth: the journal is, and a view that fails must not stop a run. */
export interface View {
  event(event: RunEvent): void | Promise<void>
  /** Nothing more will come: lets go of the terminal. */
  end(): Promise<void>
}

/** `auto`: the live list on a terminal, plain lines elsewhere. */
export const outputKinds = ['auto', 'plain', 'json'] as const
export type OutputKind = (typeof outputKinds)[number]

/** What a view writes to. */
export interface Output {
  write(text: string): unknown
}

/** How much is shown. */
export interface Detail {
  /** 1 also shows the steps that were right, and why; 2 also what commands say while they run. */
  readonly verbosity: number
  /** Show what changes inside files and settings. */
  readonly diff: boolean
}

/** One handler for every kind of event: a new kind does not compile until it has one. */
export type EventHandlers = {
  readonly [Kind in RunEventKind]: (event: Extract<RunEvent, { kind: Kind }>) => void
}

/** Calls the handler of an event's kind. Kinds that a newer version has written into a journal are passed over. */
export function handle(handlers: EventHandlers, event: RunEvent): void {
  // The compiler cannot see that the handler and the event are of one kind.
  const handler = handlers[event.kind] as ((event: RunEvent) => void) | undefined
  handler?.(event)
}
