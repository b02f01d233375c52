import type { Context } from '../act/context.ts'
import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import type { RebuildStage } from '../decide/rebuild-state.ts'

/** Says how far a rebuild is: each stage at once, bytes once a second. */
export interface Reporter {
  stage(stage: RebuildStage): void
  /** Whether a stage was told in which the old data goes. */
  touched(): boolean
  /** So many bytes more. */
  count(bytes: number): void
  /** So many bytes in all. */
  reached(bytes: number, totalBytes: number): void
}

const spacingMilliseconds = 1000

export function reporter(
  { progress }: Pick<Context, 'progress'>,
  method: RebuildMethod,
  totalBytes: number,
): Reporter {
  const now = { stage: 'checking' as RebuildStage, method, bytes: 0, totalBytes }
  let toldAt = -Infinity
  const tell = () => {
    toldAt = performance.now()
    progress({ ...now })
  }
  const soon = () => {
    if (performance.now() - toldAt >= spacingMilliseconds) tell()
  }
  return {
    stage(stage) {
      now.stage = stage
      // It begins again when it is copied twice.
      if (stage === 'copying') now.bytes = 0
      tell()
    },
    touched: () => now.stage !== 'checking',
    count(bytes) {
      now.bytes += bytes
      soon()
    },
    reached(bytes, total) {
      Object.assign(now, { bytes, totalBytes: total })
      soon()
    },
  }
}
