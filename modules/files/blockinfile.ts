import { PlaybookError } from '../../src/errors.ts'
import { defineModule } from '../../src/plan/module.ts'
import { checkFileParams } from './check-params.ts'
import { applyEdited, type EditedParams, judgeEdited, probeEdited } from './edited.ts'
import { type Edit, linesOf, type Place, placeOf } from './lines.ts'

export interface BlockinfileParams extends EditedParams, Place {
  /** The lines between the markers; empty removes the block. */
  readonly block: string
  /** `{mark}` becomes BEGIN and END. Blocks of one file need markers of their own. */
  readonly marker?: string
}

const defaultMarker = '# {mark} PLAYBOOK MANAGED BLOCK'

/** A block between two marker lines, replaced as a whole where it stands. Markers that do not pair are not guessed about. */
export function blockEdit({
  block,
  marker = defaultMarker,
  state = 'present',
  ...place
}: Omit<BlockinfileParams, 'path'>): Edit {
  const begin = marker.replace('{mark}', () => 'BEGIN')
  const end = marker.replace('{mark}', () => 'END')
  const body = linesOf(block)
  const wanted = state === 'absent' || body.length === 0 ? [] : [begin, ...body, end]
  return (lines) => {
    const begins = lines.flatMap((line, index) => (line === begin ? [index] : []))
    const ends = lines.flatMap((line, index) => (line === end ? [index] : []))
    const [first, second] = [begins[0], ends[0]]
    if (first === undefined && second === undefined)
      return wanted.length === 0 ? lines : lines.toSpliced(placeOf(lines, place), 0, ...wanted)
    if (
      begins.length !== 1 ||
      ends.length !== 1 ||
      first === undefined ||
      second === undefined ||
      first > second
    )
      return { obstacle: `the markers '${begin}' and '${end}' do not pair; mend the file by hand` }
    return lines.toSpliced(first, second - first + 1, ...wanted)
  }
}

function checkMarker(marker: string, block: string | undefined): void {
  if (!marker.includes('{mark}') || marker.includes('\n'))
    throw new PlaybookError('BadPlan', `marker: '${marker}' is not one line with {mark} in it`)
  const markers = ['BEGIN', 'END'].map((mark) => marker.replace('{mark}', () => mark))
  if (block !== undefined && linesOf(block).some((line) => markers.includes(line)))
    throw new PlaybookError('BadPlan', 'block: holds its own marker lines')
}

/** A block of lines in a text file, between markers (Ansible: blockinfile). */
export const blockinfile = defineModule({
  name: 'blockinfile',
  async prepare({ path, mode, block, marker }: Partial<BlockinfileParams>): Promise<void> {
    checkFileParams({ path }, mode === undefined ? {} : { mode })
    checkMarker(marker ?? defaultMarker, block)
  },
  probe: (params: BlockinfileParams) => probeEdited(params),
  judge: (results, params) => judgeEdited(results, params, blockEdit(params)),
  apply: (host, params, drift) => applyEdited(host, params, drift),
})
