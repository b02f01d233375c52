/** Where a lab command speaks to: whole lines without their newline. */
export type LabIo = {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Says one stage of a longer piece of work. */
export type Progress = (stage: string) => void

/** Progress as plain lines on the error stream, each with the seconds since the command began. */
export function timedProgress(io: LabIo): Progress {
  const startedAt = performance.now()
  return (stage) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    io.err(`[${seconds.padStart(5)} s] ${stage}`)
  }
}
