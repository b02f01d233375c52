import { isUtf8 } from 'node:buffer'

/** A diff of more than this many bytes helps nobody. */
export const mostShownBytes = 65536

/** May everybody on the host read a file of this mode? Only then may its content be shown. */
export function worldReadable(mode: string): boolean {
  return (Number.parseInt(mode, 8) & 0o004) !== 0
}

/** The text of a file's content as a diff shows it; undefined when it is too long or no text. */
export function shownText(content: Uint8Array): string | undefined {
  if (content.length > mostShownBytes || !isUtf8(content) || content.includes(0)) return undefined
  return Buffer.from(content).toString('utf8')
}
