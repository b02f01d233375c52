import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'

const project = join(import.meta.dirname, '..', '..', '..')

/** A project of its own, with the loader and the compiler, and what is written into it. */
function projectWith(files: Readonly<Record<string, string>>) {
  const directory = mkdtempSync(join(tmpdir(), 'playbook-load-'))
  mkdirSync(join(directory, 'bin'))
  mkdirSync(join(directory, 'node_modules'))
  copyFileSync(join(project, 'bin', 'load.cjs'), join(directory, 'bin', 'load.cjs'))
  symlinkSync(join(project, 'node_modules', 'esbuild'), join(directory, 'node_modules', 'esbuild'))
  const write = (name: string, text: string): void => writeFileSync(join(directory, name), text)
  for (const [name, text] of Object.entries(files)) write(name, text)
  return {
    directory,
    write,
    run() {
      const script = "require('./bin/load.cjs'); require('./main.ts')"
      const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
        cwd: directory,
        encoding: 'utf8',
      })
      return { stdout: stdout.trim(), stderr }
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  }
}

describe('the loader of the command', () => {
  test('a file that changed is compiled anew, one that did not is taken from the cache', () => {
    using made = projectWith({ 'main.ts': 'const answer: number = 1\nconsole.log(answer)\n' })
    const kept = () => readdirSync(join(made.directory, 'node_modules', '.cache', 'playbook')).length
    assert.equal(made.run().stdout, '1')
    assert.equal(made.run().stdout, '1')
    assert.equal(kept(), 1)
    made.write('main.ts', 'const answer: number = 2\nconsole.log(answer)\n')
    assert.equal(made.run().stdout, '2')
    assert.equal(kept(), 2)
  })

  test('a class is one class, however its module is imported', () => {
    using made = projectWith({
      'one.ts': 'export class One {}\n',
      'main.ts': `import { pathToFileURL } from 'node:url'
import { One } from './one.ts'
const late = [import('./one.ts'), import(pathToFileURL(import.meta.dirname + '/one.ts').href) as Promise<{ One: typeof One }>]
void Promise.all(late).then((all) => console.log(all.map((each) => each.One === One).join()))
`,
    })
    assert.equal(made.run().stdout, 'true,true')
  })

  test('a stack names the line of the source, from the cache too', () => {
    using made = projectWith({
      'main.ts': `interface Nothing {
  readonly here: string
}
const nothing: Nothing | undefined = undefined
throw new Error('on line 5' + String(nothing))
`,
    })
    for (const time of ['first', 'second']) assert.match(made.run().stderr, /main\.ts:5/, time)
  })

  test('without a cache that can be written it compiles each time', () => {
    using made = projectWith({ 'main.ts': 'console.log(1 as number)\n', 'node_modules/.cache': 'in the way' })
    assert.equal(made.run().stdout, '1')
    assert.equal(made.run().stdout, '1')
  })

  test('a broken file is named with its line', () => {
    using made = projectWith({ 'main.ts': 'const a = 1\nconst = 2\n' })
    assert.match(made.run().stderr, /main\.ts:2:/)
  })
})
