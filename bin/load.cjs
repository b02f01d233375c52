// Lets require() read our TypeScript, in this process and from a cache. Node.js 20 runs the hooks of an ECMAScript loader in
// a thread of its own, which costs about 100 ms at each start and 1 ms for each file; here it is 4 ms and 0.2 ms. Tests and
// tools run under tsx instead; both leave types out and check none.
const { createHash } = require('node:crypto')
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const Module = require('node:module')
const { join } = require('node:path')
const { fileURLToPath } = require('node:url')

const cache = join(__dirname, '..', 'node_modules', '.cache', 'playbook')

// What an ECMAScript module knows of itself. On one line, so that the lines keep their numbers.
const head =
  'const importMeta = { dirname: __dirname, filename: __filename, url: require("node:url").pathToFileURL(__filename).href, ' +
  'resolve: (name) => require("node:url").pathToFileURL(require.resolve(name)).href };'

const options = {
  define: { 'import.meta': 'importMeta' },
  format: 'cjs',
  loader: 'ts',
  platform: 'node',
  sourcemap: 'inline',
  sourcesContent: false,
  // import() becomes require(): one kind of module, so that a class is the same class everywhere.
  supported: { 'dynamic-import': false },
  target: 'node20',
}

const recipe = createHash('sha256')
  .update(JSON.stringify([head, options, process.versions.node]))
  .digest('hex')

// The cache may be read-only (another user installed the checkout): then every start compiles.
function keep(file, code) {
  try {
    mkdirSync(cache, { recursive: true })
    writeFileSync(`${file}.${process.pid}`, code)
    renameSync(`${file}.${process.pid}`, file)
  } catch {
    return
  }
}

function compiled(file) {
  const source = readFileSync(file, 'utf8')
  const key = createHash('sha256').update(`${recipe}\n${file}\n${source}`).digest('hex')
  const kept = join(cache, `${key}.js`)
  try {
    return readFileSync(kept, 'utf8')
  } catch {
    const code = head + require('esbuild').transformSync(source, { ...options, sourcefile: file }).code
    keep(kept, code)
    return code
  }
}

process.setSourceMapsEnabled(true)
Module._extensions['.ts'] = (module, file) => module._compile(compiled(file), file)
const resolveFilename = Module._resolveFilename
Module._resolveFilename = (request, ...rest) =>
  resolveFilename(request.startsWith('file:') ? fileURLToPath(request) : request, ...rest)
