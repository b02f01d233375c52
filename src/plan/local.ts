/** A template, compiled; `render` is pure and throws on an undefined variable. */
export interface Template {
  /** Path below the project, for messages. */
  readonly path: string
  render(variables: Readonly<Record<string, unknown>>): string
}

/** What a module may do on the engineer's own machine, before any connection. Paths are relative to the working directory. */
export interface Local {
  readFile(path: string): Promise<Buffer>
  /** SHA-256 (hex) and size of a file, streamed. */
  digest(path: string): Promise<{ sha256: string; sizeBytes: number }>
  template(path: string): Promise<Template>
}
