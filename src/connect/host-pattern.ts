function patternMatches(pattern: string, host: string): boolean {
  const expression = pattern
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${expression}$`, 'i').test(host)
}

/** OpenSSH's pattern lists (ssh_config(5), PATTERNS): `*` and `?`, and a matching `!pattern` refuses whatever else matches. */
export function hostPatternsMatch(patterns: readonly string[], host: string): boolean {
  const refused = patterns.some(
    (pattern) => pattern.startsWith('!') && patternMatches(pattern.slice(1), host),
  )
  return !refused && patterns.some((pattern) => !pattern.startsWith('!') && patternMatches(pattern, host))
}
