/**
 * The `--inventory` of a command line as it was typed, for the command that is to be typed next: a path must stay a path.
 * `name` when the words have none.
 */
export function inventoryAsTyped(words: readonly string[], name: string): string {
  const index = words.findIndex((word) => /^(--inventory(=|$)|-i)/.test(word))
  const word = words[index]
  if (word === undefined) return name
  const attached = word.replace(/^(--inventory=?|-i)/, '')
  return attached === '' ? (words[index + 1] ?? name) : attached
}
