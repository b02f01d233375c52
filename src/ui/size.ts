/** A number of bytes for people: `12 MB`, `3.4 GB`; what is less than a megabyte counts as one. */
export function size(bytes: number): string {
  if (bytes === 0) return '0 MB'
  return bytes < 1e9 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
