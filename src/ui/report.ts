import type { RunEvent } from '../run/events.ts'
import { errorCard, failureCard } from './error-card.ts'
import { jsonView } from './json-view.ts'
import { colours, noColours, type Paint } from './paint.ts'
import { plainView } from './plain-view.ts'
import { printableEvent } from './printable.ts'
import { newRunState, type RunState } from './run-state.ts'
import { summary, type RunContext } from './summary.ts'
import { track } from './track.ts'
import type { Detail, OutputKind, View } from './view.ts'

export interface ReportSettings {
  readonly kind: OutputKind
  readonly detail: Detail
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly colours: boolean
  /** Aborted when the person has asked the run to stop. */
  readonly stopping: AbortSignal
  readonly now: () => Date
}

/** One run as it is shown: takes its events, and says at the end how it went. */
export interface Report {
  event(event: RunEvent): Promise<void>
  /** Gives the terminal back; then the summary on stdout, and what failed on stderr. */
  end(context: RunContext): Promise<void>
}

async function viewOf(settings: ReportSettings, state: RunState, paint: Paint): Promise<View> {
  const { kind, stdout, stderr, detail, stopping, now } = settings
  if (kind === 'json') return jsonView(stdout, now)
  if (kind === 'plain' || !stdout.isTTY) return plainView({ output: stdout, state, detail, now })
  // listr2 takes 60 ms to load: only where it is drawn.
  const { terminalView } = await import('./terminal-view.ts')
  const nowMilliseconds = () => performance.now()
  return terminalView({ stdout, stderr, state, detail, paint, nowMilliseconds, stopping })
}

/** Opens the view that fits what stdout is. A view that breaks is let go of: the run matters more than its picture. */
export async function openReport(settings: ReportSettings): Promise<Report> {
  const { kind, stdout, stderr } = settings
  const state = newRunState()
  const paint = settings.colours && kind === 'auto' ? colours : noColours
  const view = await viewOf(settings, state, paint)
  let broken: unknown
  const guarded = async (show: () => void | Promise<void>): Promise<void> => {
    try {
      await show()
    } catch (error) {
      broken ??= error
    }
  }
  return {
    async event(event) {
      const safe = printableEvent(event)
      track(state, safe)
      if (broken === undefined) await guarded(() => view.event(kind === 'json' ? event : safe))
    },
    async end(context) {
      await guarded(() => view.end())
      if (kind !== 'json') stdout.write(`\n${summary(state, context, paint).join('\n')}\n`)
      const card = failureCard(state, context)
      if (card.length > 0) stderr.write(`\n${card.join('\n')}\n`)
      if (broken !== undefined)
        stderr.write(
          `\n${errorCard(broken, {}).join('\n')}\nIt broke the display alone; the run was not affected.\n`,
        )
    },
  }
}
