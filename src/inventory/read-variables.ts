import { isMap, isScalar, isSeq } from 'yaml'
import { messageOf } from '../errors.ts'
import { setVariable, type Draft, type Owner } from './draft.ts'
import type { Variable } from './inventory.ts'
import { shownName, type Origin } from './origin.ts'
import { entriesOf, type Entry, type YamlFile } from './yaml-file.ts'

function deepFreeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze)
    Object.freeze(value)
  }
  return value
}

function locate(yaml: YamlFile, node: unknown, path: readonly string[], found: Map<string, Origin>): void {
  const visit = (name: string, origin: Origin, value: unknown): void => {
    const inner = [...path, name]
    found.set(inner.join('\n'), origin)
    locate(yaml, value, inner, found)
  }
  if (isMap(node)) for (const { name, origin, value } of entriesOf(yaml, node)) visit(name, origin, value)
  else if (isSeq(node)) node.items.forEach((item, index) => visit(String(index), yaml.originOf(item), item))
}

/** One `name: value` of a file as a frozen variable that knows where everything in it stands. */
function readVariable(yaml: YamlFile, { name, value, origin }: Entry): Variable {
  const inside = new Map<string, Origin>()
  locate(yaml, value, [], inside)
  // An alias is resolved here; one that expands without end throws.
  const plain: unknown = isScalar(value) ? value.value : value?.toJS(yaml.document)
  return Object.freeze({ name, value: deepFreeze(plain ?? null), origin, inside })
}

/** Sets what a mapping says for one group or host. */
export function readVariables(draft: Draft, yaml: YamlFile, owner: Owner, entries: readonly Entry[]): void {
  for (const entry of entries) {
    try {
      setVariable(draft, owner, readVariable(yaml, entry))
    } catch (cause) {
      draft.problems.push({ origin: entry.origin, message: `${shownName(entry.name)}: ${messageOf(cause)}` })
    }
  }
}
