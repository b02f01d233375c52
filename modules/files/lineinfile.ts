import { PlaybookError } from '../../src/errors.ts'
import { defineModule } from '../../src/plan/module.ts'
import { checkFileParams } from './check-params.ts'
import { applyEdited, type EditedParams, judgeEdited, probeEdited } from './edited.ts'
import { type Edit, type Place, placeOf } from './lines.ts'

export interface LineinfileParams extends EditedParams, Place {
  /** The whole line, without newline. */
  readonly line: string
  /** A JavaScript regular expression: the last line that it matches is replaced (present), all are removed (absent). */
  readonly regexp?: string
}

/**
 * As Ansible's lineinfile, run until nothing changes: where `line` itself does not match `regexp`, Ansible replaces one
 * more match with every run; here all of them at once.
 */
export function lineEdit({
  line,
  regexp,
  state = 'present',
  ...place
}: Omit<LineinfileParams, 'path'>): Edit {
  const expression = regexp === undefined ? undefined : new RegExp(regexp)
  const matches = (candidate: string): boolean =>
    expression === undefined ? candidate === line : expression.test(candidate)
  if (state === 'absent') return (lines) => lines.filter((candidate) => !matches(candidate))
  return (lines) => {
    const last = lines.findLastIndex(matches)
    if (last === -1) return lines.includes(line) ? lines : lines.toSpliced(placeOf(lines, place), 0, line)
    if (matches(line)) return lines.with(last, line)
    return lines.map((candidate) => (matches(candidate) ? line : candidate))
  }
}

function checkExpression(parameter: string, source: string | undefined): void {
  if (source === undefined) return
  try {
    new RegExp(source)
  } catch (cause) {
    throw new PlaybookError('BadPlan', `${parameter}: '${source}' is not a regular expression`, { cause })
  }
}

/** One line of a text file (Ansible: lineinfile). */
export const lineinfile = defineModule({
  name: 'lineinfile',
  async prepare({
    path,
    mode,
    line,
    regexp,
    insertafter,
    insertbefore,
  }: Partial<LineinfileParams>): Promise<void> {
    checkFileParams({ path }, mode === undefined ? {} : { mode })
    if (line?.includes('\n') === true)
      throw new PlaybookError('BadPlan', 'line: holds a newline', {
        hint: 'Use blockinfile for several lines.',
      })
    checkExpression('regexp', regexp)
    checkExpression('insertafter', insertafter)
    checkExpression('insertbefore', insertbefore)
  },
  probe: (params: LineinfileParams) => probeEdited(params),
  judge: (results, params) => judgeEdited(results, params, lineEdit(params)),
  apply: (host, params, drift) => applyEdited(host, params, drift),
})
