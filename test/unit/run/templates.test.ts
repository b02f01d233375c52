import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import type { PlaybookError } from '../../../src/errors.ts'
import { localFiles } from '../../../src/run/local.ts'
import { withScratch } from '../modules/harness.ts'

const files: Readonly<Record<string, string>> = {
  'templates/base.njk': 'first\n{% block middle %}{% endblock %}\n\nlast\n',
  'templates/part.njk': 'one\n\n{{ inner }}\n',
}

async function render(directory: string, text: string, variables: Record<string, unknown>): Promise<string> {
  for (const [path, content] of Object.entries({ ...files, 'templates/t.njk': text })) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), content)
  }
  return (await localFiles(directory).template('templates/t.njk')).render(variables)
}

describe('a template', () => {
  for (const [text, variables, expected] of [
    ['{{ x }}\n', { x: '<&">' }, '<&">\n'],
    ['a\n{% if x %}\n  b\n{% endif %}\nc\n', { x: false }, 'a\nc\n'],
    ['a\n  {% if x %}\n  b\n  {% endif %}\nc\n', { x: 1 }, 'a\n  b\nc\n'],
    ['{% if x %}yes{% endif %}', { x: null }, ''],
    ['{% for k, v in m %}{{ loop.index }}{{ k }}={{ v }} {% endfor %}', { m: { a: 1, b: 2 } }, '1a=1 2b=2 '],
    ['{% set y = x + 1 %}{{ y }}', { x: 1 }, '2'],
    ['{% macro f(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ f(1) }}', {}, '12'],
    ['{{ x.join("-") }} {{ x | length }}', { x: [1, 2] }, '1-2 2'],
    ['{% include "templates/part.njk" %}', { inner: 'i' }, 'one\n\ni\n'],
    ['{% include "./part.njk" %}', { inner: 'i' }, 'one\n\ni\n'],
    [
      '{% extends "templates/base.njk" %}{% block middle %}{{ x }}{% endblock %}',
      { x: 'm' },
      'first\nm\nlast\n',
    ],
  ] as const)
    test(`renders ${JSON.stringify(text)}`, () =>
      withScratch(async (directory) => assert.equal(await render(directory, text, variables), expected)))

  for (const [text, variables, says] of [
    ['a\n{{ typo }}\n', {}, 'templates/t.njk:2: `typo` is undefined'],
    ['a\n\n{% if typo %}\n{% endif %}\n', {}, 'templates/t.njk:3: `typo` is undefined'],
    ['{% for x in typo %}{% endfor %}', {}, 'templates/t.njk:1: `typo` is undefined'],
    ['{{ x.typo }}', { x: {} }, 'templates/t.njk:1: `typo` is undefined'],
    ['typo\n{% if x.typo.more %}{% endif %}', { x: {} }, 'templates/t.njk:2: `typo` is undefined'],
    ['{{ typo | default(1) }}', {}, 'templates/t.njk:1: `typo` is undefined'],
    ['{{ x }}', { x: undefined }, 'templates/t.njk:1: `x` is undefined'],
    ['{{ x }}', { x: null }, 'templates/t.njk:1: attempted to output null or undefined value'],
    ['\n{% include "templates/part.njk" %}', {}, 'templates/part.njk:3: `inner` is undefined'],
    [
      '{% extends "templates/base.njk" %}\n{% block middle %}{{ typo }}{% endblock %}',
      {},
      'templates/t.njk:2: `typo` is undefined',
    ],
    ['{% include "templates/none.njk" %}', {}, 'templates/t.njk: template not found: templates/none.njk'],
    ['a\n{% if x }}\n', {}, 'templates/t.njk:2: expected block end in if statement'],
    ['{% if x %}\n', {}, 'templates/t.njk: parseIf: expected elif, else, or endif, got end of file'],
    ['{{ x | nosuch }}', { x: 1 }, 'templates/t.njk: filter not found: nosuch'],
  ] as const)
    test(`refuses ${JSON.stringify(text)}`, () =>
      withScratch(async (directory) => {
        await assert.rejects(render(directory, text, variables), (error: PlaybookError) => {
          assert.equal(error.code, 'BadLocalFile')
          assert.equal(error.message, says)
          return true
        })
      }))
})
