import nunjucks from 'nunjucks'

/** The parts of nunjucks that its type declarations leave out (nunjucks 3.2: src/environment.js, src/runtime.js). */
interface Runtime {
  memberLookup(object: unknown, key: PropertyKey): unknown
  contextOrFrameLookup(context: unknown, frame: unknown, name: string): unknown
}

type Root = (env: unknown, context: unknown, frame: unknown, runtime: Runtime, done: unknown) => void

interface Compiled {
  rootRenderFunc: Root
  blocks: Record<string, Root>
  compile(): void
}

/** A name or a member that a template uses and nobody gave. */
export class UndefinedInTemplate extends Error {
  readonly variable: string

  constructor(variable: string) {
    super(`\`${variable}\` is undefined`)
    this.variable = variable
  }
}

function strictRuntime(runtime: Runtime): Runtime {
  return {
    ...runtime,
    memberLookup(object, key) {
      const value = runtime.memberLookup(object, key)
      if (value === undefined) throw new UndefinedInTemplate(String(key))
      return value
    },
    contextOrFrameLookup(context, frame, name) {
      const value = runtime.contextOrFrameLookup(context, frame, name)
      if (value === undefined) throw new UndefinedInTemplate(name)
      return value
    },
  }
}

function strict(root: Root): Root {
  return (env, context, frame, runtime, done) => root(env, context, frame, strictRuntime(runtime), done)
}

/**
 * nunjucks notices an undefined value only where it is printed; `{% if typo %}` is silently false. In this environment
 * every look-up of something undefined is an error, wherever it stands, in included and extended templates too. Null is
 * a value: it is false, and printing it is an error.
 */
export class StrictEnvironment extends nunjucks.Environment {
  readonly #strict = new WeakSet()

  #make(template: unknown): void {
    if (typeof template !== 'object' || template === null || this.#strict.has(template)) return
    this.#strict.add(template)
    const compiled = template as Compiled
    compiled.compile()
    compiled.rootRenderFunc = strict(compiled.rootRenderFunc)
    compiled.blocks = Object.fromEntries(
      Object.entries(compiled.blocks).map(([name, block]) => [name, strict(block)]),
    )
  }

  /** nunjucks itself calls this for what a template includes, and takes the answer by its last argument, a callback. */
  override getTemplate(...given: unknown[]): nunjucks.Template {
    const args = given.map((arg) =>
      typeof arg === 'function'
        ? (error: unknown, template: unknown): void => {
            this.#make(template)
            ;(arg as (error: unknown, template: unknown) => void)(error, template)
          }
        : arg,
    )
    const template = super.getTemplate(...(args as [string, boolean]))
    this.#make(template)
    return template
  }
}
