import type { Finding } from '../../src/plan/finding.ts'
import { PlaybookError } from '../../src/errors.ts'
import type { FileAttributes } from '../../src/plan/host.ts'
import type { Local, Template } from '../../src/plan/local.ts'
import { defineModule } from '../../src/plan/module.ts'
import { fileAt } from '../../src/values/probe.ts'
import { Secret } from '../../src/values/secret.ts'
import { checkFileParams, localParam } from './check-params.ts'
import {
  attributesOfSecret,
  type ContentProbes,
  type FileDrift,
  judgeContent,
  sha256Of,
} from './judge-content.ts'
import { repairFile } from './repair.ts'
import { hasUnknown, reveal } from './template-secrets.ts'
import type { Validate } from './validate.ts'

export interface TemplateParams extends FileAttributes {
  /** A nunjucks file below `templates/`, known before the run: `mysql/my.cnf.njk`. */
  readonly src: string
  /** The file on the host. */
  readonly dest: string
  /** Every name that the template uses. With a secret among them the file is 0600 and never shown. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly validate?: Validate
  readonly backup?: boolean
}

function render(
  template: Template | undefined,
  { src, variables }: TemplateParams,
): { text: string; secrets: readonly Secret[] } {
  if (template === undefined)
    throw new PlaybookError(
      'BadPlan',
      `src: the template ${src} must be known before the run: it may not be deferred`,
    )
  const plain = reveal(variables)
  return { text: template.render(plain.variables), secrets: plain.secrets }
}

/** A configuration file rendered from a nunjucks template (Ansible: template). Compared by SHA-256. */
export const template = defineModule({
  name: 'template',
  async prepare(params: Partial<TemplateParams>, local: Local): Promise<Template | undefined> {
    const { src, dest, mode, variables } = params
    checkFileParams({ dest }, mode === undefined ? {} : { mode })
    if (src === undefined) return undefined
    const compiled = await localParam('src', local.template(`templates/${src}`))
    // With every variable known the whole text can be tried before the first connection.
    if (variables !== undefined && !hasUnknown(variables)) compiled.render(reveal(variables).variables)
    return compiled
  },
  probe: ({ dest }: TemplateParams): ContentProbes => ({ file: fileAt(dest, { digest: true }) }),
  judge(results, params, compiled): Finding<FileDrift> {
    const { text, secrets } = render(compiled, params)
    const { dest: path } = params
    return judgeContent(
      results,
      secrets.length > 0
        ? { path, sha256: sha256Of(text), attributes: attributesOfSecret(path, params) }
        : { path, sha256: sha256Of(text), content: Buffer.from(text), attributes: params },
    )
  },
  async apply(host, params, drift, compiled) {
    const { text, secrets } = render(compiled, params)
    const content = secrets.length > 0 ? new Secret(text, params.dest) : text
    const { validate, backup } = params
    await repairFile(host, drift, {
      write: (path, attributes) => host.writeFile(path, content, attributes),
      validate,
      backup,
      secrets,
    })
  },
})
