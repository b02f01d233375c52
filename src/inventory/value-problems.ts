import type { z } from 'zod'
import { shownName } from './origin.ts'
import { keysAt } from './schema-shape.ts'
import { didYouMean } from '../values/suggest.ts'

/** What is wrong at one place of a value. Messages never repeat the value: it may have been a password. */
export interface ValueProblem {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

type Issue = z.core.$ZodIssue

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  )
}

/** What people who write for Ansible's YAML 1.1, or too many quotes, need to hear. */
function adviceFor(issue: Issue, value: unknown): string {
  if (issue.code !== 'invalid_type' || typeof value !== 'string') return ''
  if (issue.expected === 'boolean' && /^(yes|no|on|off|y|n)$/i.test(value)) return ' (write true or false)'
  if (issue.expected === 'number' && /^\d+$/.test(value)) return ' (write it without quotes)'
  return ''
}

/** The words of YAML for JavaScript's. */
const yamlWords: Readonly<Record<string, string>> = {
  object: 'mapping',
  record: 'mapping',
  array: 'list',
  string: 'text',
}

function plainly(issue: Issue, value: unknown): string {
  const text = issue.message.replace(/^Invalid (input|option): /, '')
  if (issue.code !== 'invalid_type') return text
  return (
    text.replaceAll(/\b(object|record|array|string)\b/g, (word) => yamlWords[word] ?? word) +
    adviceFor(issue, value)
  )
}

/** Of a union's forms, the one that needs the fewest corrections is what was meant. */
function unionProblems(forms: readonly ValueProblem[][], path: readonly PropertyKey[]): ValueProblem[] {
  const fewest = Math.min(...forms.map((form) => form.length))
  const [meant = [], ...others] = forms.filter((form) => form.length === fewest)
  if (others.length === 0) return meant
  const forPeople = (form: readonly ValueProblem[]): string =>
    form
      .map((problem) => [...problem.path.slice(path.length).map(String), problem.message].join(': '))
      .join(', ')
  return [{ path, message: [meant, ...others].map(forPeople).join('; or ') }]
}

/** Turns what zod says about a value into problems of single places, in words of somebody who edits YAML. */
export function valueProblems(
  schema: z.core.$ZodType,
  issues: readonly Issue[],
  value: unknown,
  around: readonly PropertyKey[] = [],
): ValueProblem[] {
  return issues.flatMap((issue): ValueProblem[] => {
    const path = [...around, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `unknown key${didYouMean(key, keysAt(schema, path))}`,
      }))
    }
    const found = valueAt(value, path)
    if (found === undefined) return [{ path, message: 'is missing' }]
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const forms = issue.errors.map((errors) => valueProblems(schema, errors, value, path))
      return unionProblems(forms, path)
    }
    if (issue.code === 'invalid_key') {
      return issue.issues.map((inner) => ({ path, message: `this key ${plainly(inner, undefined)}` }))
    }
    return [{ path, message: plainly(issue, found) }]
  })
}

/** `mysql_tarball.sha256`, `servers[0]`. */
export function shownPlace(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${shownName(String(key))}`,
    )
    .join('')
}
