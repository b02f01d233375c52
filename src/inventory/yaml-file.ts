import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node, type YAMLMap } from 'yaml'
import { shownName, type Origin } from './origin.ts'
import type { Problem } from './problem.ts'

/** One parsed file of YAML 1.2. */
export interface YamlFile {
  /** As it is shown in messages. */
  readonly file: string
  readonly document: Document.Parsed
  /** Syntax errors, duplicate keys and unknown tags; the content is not to be used when there are any. */
  readonly problems: readonly Problem[]
  originOf(node: unknown): Origin
}

const plainWords: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key already stands in the same mapping',
  MULTIPLE_DOCS: 'a second document begins here; one file holds one',
  TAG_RESOLVE_FAILED: 'tags such as !vault are not read here; secrets stand in secrets.yml',
  TAB_AS_INDENT: 'a tab is used for indentation; YAML wants spaces',
}

function hasRange(node: unknown): node is { range: readonly [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
}

/** Parses a file's text; never throws for what stands in it. In the schema `failsafe` every value is text as written. */
export function parseYamlFile(file: string, text: string, schema: 'core' | 'failsafe' = 'core'): YamlFile {
  const lineCounter = new LineCounter()
  // Pretty errors would quote lines of the file, and a line may hold a secret.
  const document = parseDocument(text, { lineCounter, prettyErrors: false, schema })
  const originAt = (offset: number): Origin => {
    const { line, col } = lineCounter.linePos(offset)
    return { file, line, column: col }
  }
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    origin: originAt(pos[0]),
    message: plainWords[code] ?? `not valid YAML: ${message}`,
    syntax: true,
  }))
  const originOf = (node: unknown): Origin =>
    hasRange(node) ? originAt(node.range[0]) : { file, line: 0, column: 0 }
  return { file, document, problems, originOf }
}

export interface Entry {
  readonly name: string
  readonly value: Node | null
  /** Of the key. */
  readonly origin: Origin
}

/** A scalar as it is written (`001` and `yes` stay so); undefined for null and for anything else. */
export function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined
  return typeof node.value === 'string' ? node.value : node.source
}

/** The keys of a mapping as they are written, in the file's order. */
export function entriesOf(yaml: YamlFile, map: YAMLMap): Entry[] {
  return map.items.map(({ key, value }) => ({
    name: textOf(key) ?? '',
    value: value as Node | null,
    origin: yaml.originOf(key),
  }))
}

/** What stands under a key as a mapping: nothing or null has no entries; anything else but a mapping is a problem. */
export function entriesUnder(yaml: YamlFile, { name, value, origin }: Entry, problems: Problem[]): Entry[] {
  if (isMap(value)) return entriesOf(yaml, value)
  const empty = value === null || (isScalar(value) && value.value === null)
  if (!empty) problems.push({ origin, message: `${shownName(name)}: must hold a mapping (name: value)` })
  return []
}

/** The file's outermost mapping. */
export function topEntries(yaml: YamlFile, problems: Problem[]): Entry[] {
  const { contents } = yaml.document
  if (isMap(contents)) return entriesOf(yaml, contents)
  const empty = contents === null || (isScalar(contents) && contents.value === null)
  if (!empty) {
    problems.push({ origin: yaml.originOf(contents), message: 'the file must hold a mapping (name: value)' })
  }
  return []
}
