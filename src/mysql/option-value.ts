/**
 * A value between the double quotes of an option file, as MySQL's and MariaDB's programs read it: they take backslashes for the
 * beginning of something else. @throws for a line break, which no option can hold
 */
export function optionValue(value: string): string {
  if (/[\0\r\n]/.test(value)) throw new Error('a value of an option file holds a line break')
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
}
