import { posix } from 'node:path'
import { PlaybookError } from '../../src/errors.ts'
import type { Finding } from '../../src/plan/finding.ts'
import type { FileAttributes } from '../../src/plan/host.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh, type ShellCommand } from '../../src/values/shell.ts'
import { setAttributes } from './attributes.ts'
import { checkFileParams } from './check-params.ts'
import { checkSha256 } from './proven-source.ts'
import type { FileDrift } from './judge-content.ts'
import { judgeRecorded, probeRecorded } from './judge-recorded.ts'
import { recordDigest } from './recorded-digest.ts'

export interface GetUrlParams extends FileAttributes {
  /** http, https or ftp, without credentials: the address is seen in process lists. */
  readonly url: string
  readonly dest: string
  /** Of the file, hex. Nothing is put in place that differs. */
  readonly sha256: string
}

function checkUrl(url: string): void {
  const { protocol, username, password } = URL.canParse(url) ? new URL(url) : {}
  if (protocol === undefined || !['http:', 'https:', 'ftp:'].includes(protocol))
    throw new PlaybookError('BadPlan', `url: '${url}' is not an http, https or ftp address`)
  if (username !== '' || password !== '')
    throw new PlaybookError('BadPlan', 'url: holds credentials, which would be seen in process lists')
}

/** Downloads beside the target, by what the host has. A broken download goes on where it ended. */
function downloading({ url, sha256 }: GetUrlParams, path: string): ShellCommand {
  const part = posix.join(posix.dirname(path), `.${posix.basename(path)}.playbook-part`)
  return sh`set -u
part=${part}
rightly() { [ -f "$part" ] && found=$(sha256sum <"$part") && [ "\${found%% *}" = ${sha256} ]; }
download() {
  if command -v curl >/dev/null; then curl -fsSL --connect-timeout 20 -C - -o "$part" -- ${url}
  elif command -v wget >/dev/null; then wget -nv -c -T 60 -O "$part" -- ${url}
  else echo 'neither curl nor wget is installed' >&2; exit 69
  fi
}
rightly || download || { rm -f -- "$part"; download; } || { rm -f -- "$part"; exit 1; }
rightly || { echo "the download's SHA-256 is \${found%% *}, not ${sha256}" >&2; rm -f -- "$part"; exit 1; }
chmod 0600 -- "$part" && sync "$part" && mv -fT -- "$part" ${path}`
}

/** A file that the host itself fetches, proven by its SHA-256 (Ansible: get_url). */
export const getUrl = defineModule({
  name: 'getUrl',
  async prepare({ url, dest, sha256, mode }: Partial<GetUrlParams>): Promise<void> {
    checkFileParams({ dest }, mode === undefined ? {} : { mode })
    checkSha256(sha256)
    if (url !== undefined) checkUrl(url)
  },
  probe: ({ dest }: GetUrlParams) => probeRecorded(dest),
  judge: (results, params): Finding<FileDrift> =>
    judgeRecorded(results, { path: params.dest, sha256: params.sha256, attributes: params }),
  async apply(host, params, drift) {
    const { dest, sha256 } = params
    if (drift.replace) await host.job(downloading(params, dest))
    await setAttributes(host, dest, drift.attributes)
    await recordDigest(host, dest, sha256)
  },
})
