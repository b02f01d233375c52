import type { ShellCommand } from '../../src/values/shell.ts'
import { shellInUnit } from '../services/shell-in-unit.ts'

/** The texts of a timer and of the service that it starts. */
export function timerUnits(timer: {
  readonly name: string
  readonly onCalendar: string
  readonly command: ShellCommand
  readonly description?: string
  readonly persistent?: boolean
  readonly after?: readonly string[]
  readonly serviceSettings?: readonly string[]
}): { readonly service: string; readonly timer: string } {
  const { after = [], serviceSettings = [] } = timer
  const description = (timer.description ?? timer.name).replaceAll('\n', ' ').replaceAll('%', '%%')
  const ordering = after.length > 0 ? `After=${after.join(' ')}\n` : ''
  return {
    service: `[Unit]
Description=${description}
${ordering}
[Service]
Type=oneshot
${serviceSettings.map((line) => `${line}\n`).join('')}ExecStart=${shellInUnit(timer.command)}
`,
    timer: `[Unit]
Description=${description}

[Timer]
OnCalendar=${timer.onCalendar}
Persistent=${timer.persistent === true}

[Install]
WantedBy=timers.target
`,
  }
}
