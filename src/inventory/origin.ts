/** Where a value or a name stands in the inventory's files. */
export interface Origin {
  /** As it is shown: relative to the working directory when below it. */
  readonly file: string
  /** From 1; 0 when the whole file is meant. */
  readonly line: number
  /** From 1; 0 when the whole line is meant. */
  readonly column: number
}

/** `inventory/prod/group_vars/mysql.yml:3`, what editors and terminals make clickable. */
export function placeOf({ file, line }: Origin): string {
  return line === 0 ? file : `${file}:${line}`
}

/** A name from an inventory's file for a message: as it is when plain, else with everything unusual escaped. */
export function shownName(name: string): string {
  return /^[\w.[\]:/@ -]+$/.test(name) ? name : JSON.stringify(name)
}
