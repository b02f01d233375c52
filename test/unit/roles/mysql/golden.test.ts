import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { myCnfVariables } from '../../../../roles/mysql/my-cnf-variables.ts'
import { compileTemplate } from '../../../../src/run/templates.ts'
import { contextFor, series } from './contexts.ts'

const template = compileTemplate(process.cwd(), 'templates/mysql/my.cnf.njk')

describe('my.cnf of a 16 GB host', () => {
  for (const [name, version] of Object.entries(series))
    test(name, () => {
      const rendered = template.render(myCnfVariables(contextFor(version), {}))
      const golden = `test/golden/mysql/my-${name}.cnf`
      // PLAYBOOK_GOLDEN=write accepts what is rendered now; look at the difference before committing it.
      if (process.env['PLAYBOOK_GOLDEN'] === 'write') writeFileSync(golden, rendered)
      assert.equal(rendered, readFileSync(golden, 'utf8'))
    })
})
