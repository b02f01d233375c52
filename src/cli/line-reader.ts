import { StringDecoder } from 'node:string_decoder'

/** Makes lines of text that comes in pieces; empty ones are left out. */
export function lineReader(take: (line: string) => void): {
  add(bytes: Uint8Array): void
  /** What came after the last newline is a line too. */
  end(): void
} {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return {
    add(bytes) {
      const lines = (rest + decoder.write(Buffer.from(bytes))).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.trim() !== '') take(line)
    },
    end() {
      const line = rest + decoder.end()
      rest = ''
      if (line.trim() !== '') take(line)
    },
  }
}
