import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import ts from 'typescript'
import { exampleFiles, project, readme } from './example-files.ts'

/** Compiles files that stand in a document as if they stood in the project; gives the complaints. */
function complaints(files: ReadonlyMap<string, string>): string[] {
  const file = join(project, 'tsconfig.json')
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(file, (path) => ts.sys.readFile(path)).config,
    ts.sys,
    project,
  )
  const disk = ts.createCompilerHost(options)
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    // A role's folder need not be there either.
    directoryExists: () => true,
    readFile: (path) => files.get(path) ?? disk.readFile(path),
    getSourceFile(path, language, ...rest) {
      const text = files.get(path)
      if (text === undefined) return disk.getSourceFile(path, language, ...rest)
      return ts.createSourceFile(path, text, language)
    },
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file !== undefined && files.has(file.fileName))
    .map((diagnostic) => ts.formatDiagnostic(diagnostic, host))
}

test('the examples of the README compile', () => {
  const files = exampleFiles(readme())
  assert.deepEqual(complaints(files), [])
  assert.equal(files.size, 4, 'a step, a module, a role and a playbook')
})

test('an example that is wrong does not compile', () => {
  const path = join(project, 'roles', 'wrong.ts')
  const found = complaints(
    new Map([
      [path, `import { service } from '../modules/services/service.ts'\nservice('x', { unit: 1 })\n`],
    ]),
  )
  assert.equal(found.length, 1)
})
