import { PlaybookError } from '../../src/errors.ts'
import type { HostWriter } from '../../src/plan/host.ts'
import { sh } from '../../src/values/shell.ts'

/**
 * Runs one verb of systemctl. When it fails, the error carries what the service itself said: systemctl only says that
 * somebody should look. A lost connection stays what it is.
 */
export async function changeUnit(
  host: HostWriter,
  verb: string,
  unit: string,
  timeoutSeconds: number,
): Promise<void> {
  try {
    await host.run(sh`systemctl ${verb} ${unit}`.timeout(timeoutSeconds))
  } catch (error) {
    if (!(error instanceof PlaybookError) || error.code !== 'CommandFailed') throw error
    const journal = await host.capture(
      sh`journalctl -q -u ${unit} -n 15 -o cat --no-pager 2>/dev/null || true`,
    )
    throw new PlaybookError('CommandFailed', error.message, {
      hint: `On ${host.name}: systemctl status ${unit}; journalctl -u ${unit}`,
      details: [...error.details, ...journal.split('\n').filter((line) => line !== '')],
      cause: error,
    })
  }
}
