import { cannotTell, differs, ok } from '../../../src/plan/finding.ts'
import { defineModule } from '../../../src/plan/module.ts'
import { probeDatadir, type DatadirParams } from './datadir-is-ours.ts'
import { initialiseCommand, type InitialiseParams } from './initialise-command.ts'
import { initialiseScript } from './initialise-script.ts'
import { ownerOf } from './look.ts'

export interface InitialisedParams extends InitialiseParams, DatadirParams {
  readonly datadir: string
  readonly errorLog: string
}

/**
 * The data directory has been initialised, by us: known by the evidence that is written last inside it, or by the running
 * server that knows our password. An interrupted initialisation is wiped and done again, as long as no user's data can be in it.
 */
export const initialised = defineModule({
  name: 'initialised',
  probe: (params: InitialisedParams) => probeDatadir(params),
  judge(results, params) {
    const { kind, because } = ownerOf(results, params)
    if (kind === 'ours') return ok(because)
    return kind === 'obstacle' ? cannotTell(because) : differs(because, undefined)
  },
  async apply(host, params) {
    const { datadir, lowerCaseTableNames, errorLog } = params
    const command = initialiseCommand(params)
    await host.job(initialiseScript({ datadir, lowerCaseTableNames, errorLog, command }), 'initialise')
  },
})
