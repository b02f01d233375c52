import { existsSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import nunjucks from 'nunjucks'
import { messageOf, PlaybookError } from '../errors.ts'
import type { Template } from '../plan/local.ts'
import { StrictEnvironment, UndefinedInTemplate } from './strict-environment.ts'

/** nunjucks puts every template on the way to an error before its message: `(path) [Line 3, Column 5]`. */
function lastPlace(message: string): { path: string; line: number | undefined } | undefined {
  const place = [...message.matchAll(/^\s*\((.+)\)(?: \[Line (\d+)(?:, Column \d+)?\])?$/gm)].at(-1)
  if (place?.[1] === undefined) return undefined
  return { path: place[1], line: place[2] === undefined ? undefined : Number(place[2]) }
}

/** nunjucks keeps no line for a plain look-up: the lines on which the word stands between template marks, or beside them. */
function linesOf(path: string, word: string): number[] {
  const whole = new RegExp(`(?<![\\w$])${word.replace(/[^\w]/g, '\\$&')}(?![\\w$])`)
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  const found = lines.flatMap((line, index) => (whole.test(line) ? [{ line, number: index + 1 }] : []))
  const marked = found.filter(({ line }) => /\{[{%]/.test(line))
  return (marked.length > 0 ? marked : found).map(({ number }) => number)
}

function causeOf(thrown: unknown): UndefinedInTemplate | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause)
    if (error instanceof UndefinedInTemplate) return error
  return undefined
}

function badTemplate(directory: string, file: string, thrown: unknown): PlaybookError {
  const message = messageOf(thrown)
  const place = lastPlace(message) ?? { path: file, line: undefined }
  const undefinedName = causeOf(thrown)
  const lines =
    undefinedName === undefined ? [] : linesOf(resolve(directory, place.path), undefinedName.variable)
  const numbers = lines.length > 0 ? lines : place.line === undefined ? [] : [place.line]
  const where = [relative(directory, resolve(directory, place.path)), ...numbers.slice(0, 1)].join(':')
  const what =
    undefinedName?.message ??
    message
      .slice(message.lastIndexOf('\n') + 1)
      .trim()
      .replace(/^Error: /, '')
  return new PlaybookError('BadLocalFile', `${where}: ${what}`, {
    ...(undefinedName === undefined
      ? {}
      : { hint: 'Give every name that the template uses; null where it has no value.' }),
    ...(numbers.length > 1 ? { details: [`used on lines ${numbers.join(', ')}`] } : {}),
    cause: thrown,
  })
}

/**
 * Compiles templates below `directory`; what they include or extend is named from there too. No escaping: these are
 * configuration files. Block tags leave no empty line. Throws `BadLocalFile` with file and line, here and in `render`.
 */
export function compileTemplate(directory: string, path: string): Template {
  const options = {
    autoescape: false,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
    dev: true,
  }
  const environment = new StrictEnvironment(new nunjucks.FileSystemLoader(directory), options)
  const attempt = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw badTemplate(directory, path, error)
    }
  }
  const template = attempt(() => environment.getTemplate(path, true))
  return { path, render: (variables) => attempt(() => template.render({ ...variables })) }
}
