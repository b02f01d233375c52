/** Data from outside that does not have the expected shape; the message names the place, never a value. */
export class ShapeError extends Error {
  override name = 'ShapeError'
}

/** Reads the fields of untrusted JSON, each checked. */
export interface Fields {
  text(name: string, pattern?: RegExp): string
  optionalText(name: string): string | undefined
  integer(name: string, least: number, most: number): number
  flag(name: string): boolean
  choice<T extends string>(name: string, choices: readonly T[]): T
  fields(name: string): Fields
  optionalFields(name: string): Fields | null
  list(name: string): Fields[]
  /** `null` stays `null`; anything else is read by `read`. */
  nullable<T>(name: string, read: () => T): T | null
}

/** @throws ShapeError from every reader, with the path of the field. */
export function fieldsOf(value: unknown, path = ''): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ShapeError(`${path || 'the whole'} must be an object`)
  }
  const record = value as Record<string, unknown>
  const at = (name: string) => (path ? `${path}.${name}` : name)
  const wrong = (name: string, expected: string) => new ShapeError(`${at(name)} must be ${expected}`)
  const fields: Fields = {
    text(name, pattern) {
      const found = record[name]
      if (typeof found !== 'string') throw wrong(name, 'text')
      if (pattern && !pattern.test(found)) throw wrong(name, `text like ${pattern.source}`)
      return found
    },
    optionalText: (name) => (record[name] == null ? undefined : fields.text(name)),
    integer(name, least, most) {
      const found = record[name]
      if (typeof found !== 'number' || !Number.isInteger(found) || found < least || found > most) {
        throw wrong(name, `a whole number from ${least} to ${most}`)
      }
      return found
    },
    flag(name) {
      const found = record[name]
      if (typeof found !== 'boolean') throw wrong(name, 'true or false')
      return found
    },
    choice(name, choices) {
      const found = choices.find((one) => one === record[name])
      if (found === undefined) throw wrong(name, `one of ${choices.join(', ')}`)
      return found
    },
    fields: (name) => fieldsOf(record[name], at(name)),
    optionalFields: (name) => (record[name] == null ? null : fieldsOf(record[name], at(name))),
    list(name) {
      const found = record[name]
      if (!Array.isArray(found)) throw wrong(name, 'a list')
      return found.map((one, index) => fieldsOf(one, `${at(name)}[${index}]`))
    },
    nullable: (name, read) => (record[name] == null ? null : read()),
  }
  return fields
}
