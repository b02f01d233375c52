import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const project = join(import.meta.dirname, '..', '..', '..')

/** The README's text. */
export function readme(): string {
  return readFileSync(join(project, 'README.md'), 'utf8')
}

/** The TypeScript blocks of a text that begin with `// PATH`: absolute path to content. */
export function exampleFiles(text: string): Map<string, string> {
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)
  return new Map(
    blocks.map((code) => {
      const [, path] = /^\/\/ (\S+\.ts)\n/.exec(code) ?? []
      if (path === undefined) throw new Error(`an example does not say where it stands:\n${code}`)
      return [join(project, path), code]
    }),
  )
}
