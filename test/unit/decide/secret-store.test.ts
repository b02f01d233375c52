import assert from 'node:assert/strict'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import { recordedQuestioner } from '../../../src/decide/recorded.ts'
import { SecretStore, type SecretSources } from '../../../src/decide/secret-store.ts'
import { errorOf, inventoryWith } from '../inventory/fixture.ts'

const root = { key: 'mysql_root_password', length: 24 }
const agent = { key: 'mysql_agent_password', length: 20 }
const canary = 'Canary-3141'

async function storeWith(
  context: Parameters<typeof inventoryWith>[0],
  content: string | undefined,
  sources: Partial<SecretSources> = {},
): Promise<{ store: SecretStore; path: string; directory: string }> {
  const directory = await inventoryWith(context, {})
  const path = `${directory}/secrets.yml`
  if (content !== undefined) await writeFile(path, content, { mode: 0o600 })
  return { store: new SecretStore({ directory, environment: {}, ...sources }), path, directory }
}

describe('obtain', () => {
  test('generates what is nowhere, keeps it, and gives the same ever after', async (context) => {
    const { store, path, directory } = await storeWith(context, undefined)
    const first = await store.obtain([root, agent, root])
    assert.equal(first.get(root.key)?.reveal().length, 24)
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    const text = await readFile(path, 'utf8')
    const again = await new SecretStore({ directory, environment: {} }).obtain([agent, root])
    for (const { key } of [root, agent]) {
      const value = first.get(key)?.reveal() ?? 'none'
      assert.equal(again.get(key)?.reveal(), value)
      assert.ok(text.includes(value))
    }
    assert.equal(await readFile(path, 'utf8'), text)
  })

  test('keeps comments, order and what it does not know', async (context) => {
    const content = `# mine\n\nbecome_password: "1234" # node1\n${root.key}: '${canary}: #'\n\n# the end\n`
    const { store, path } = await storeWith(context, content)
    const obtained = await store.obtain([root, agent])
    assert.equal(obtained.get(root.key)?.reveal(), `${canary}: #`)
    const text = await readFile(path, 'utf8')
    const added = `${agent.key}: ${obtained.get(agent.key)?.reveal()}\n`
    assert.equal(text.replace(added, ''), content)
  })

  test('takes the environment and does not copy it to the disk', async (context) => {
    const environment = {
      PLAYBOOK_SECRET_MYSQL_ROOT_PASSWORD: canary,
      PLAYBOOK_SECRET_MYSQL_AGENT_PASSWORD: '',
    }
    const { store, path } = await storeWith(context, undefined, { environment })
    const obtained = await store.obtain([root, agent])
    assert.equal(obtained.get(root.key)?.reveal(), canary)
    const text = await readFile(path, 'utf8')
    assert.ok(!text.includes(canary) && text.includes(agent.key))
  })

  test('refuses to choose between two values', async (context) => {
    const environment = { PLAYBOOK_SECRET_MYSQL_ROOT_PASSWORD: canary }
    const { store } = await storeWith(context, `${root.key}: other-${canary}\n`, { environment })
    const error = await errorOf(() => store.obtain([root]))
    assert.equal(error.message, 'secrets.yml and the environment disagree about mysql_root_password')
    assert.ok(!inspect(error, { showHidden: true }).includes(canary))
  })
})

describe('secrets.yml', () => {
  for (const mode of [0o640, 0o604, 0o660, 0o777, 0o601]) {
    test(`is refused with mode ${mode.toString(8)}`, async (context) => {
      const { store, path } = await storeWith(context, `${root.key}: ${canary}\n`)
      await chmod(path, mode)
      const error = await errorOf(() => store.obtain([root]))
      assert.equal(error.code, 'BadSecrets')
      assert.equal(error.message, `${path} is open to others (mode 0${mode.toString(8)})`)
      assert.equal(error.hint, `chmod 600 ${path}`)
    })
  }

  const bad: readonly [string, string][] = [
    [`a: "${canary}`, '1: not valid YAML'],
    [`a: x\n${canary}\n`, '2: not valid YAML'],
    [`a: @${canary}`, '1: not valid YAML'],
    [`a: "\\q${canary}"`, '1: not valid YAML'],
    [`a: x\na: ${canary}`, '2: not valid YAML'],
    [`a: !vault ${canary}`, '1: not valid YAML'],
    ['a: 0123', '1: a: must be text of one line, in quotes'],
    ['a:', '1: a: must be text of one line, in quotes'],
    ['a: true', '1: a: must be text of one line, in quotes'],
    ['a: ""', '1: a: must be text of one line, in quotes'],
    [`a: [${canary}]`, '1: a: must be text of one line, in quotes'],
    [`a: |\n  ${canary}\n  x\n`, '1: a: must be text of one line, in quotes'],
    [canary, '1: the file must hold a mapping (name: value)'],
  ]
  for (const [content, problem] of bad) {
    test(`is refused, and not quoted: ${JSON.stringify(content)}`, async (context) => {
      const { store, path } = await storeWith(context, content)
      const error = await errorOf(() => store.obtain([root]))
      assert.equal(error.code, 'BadSecrets')
      assert.equal(error.details[0], `${path}:${problem}`)
      assert.ok(!inspect(error, { showHidden: true, depth: 9 }).includes(canary))
      assert.equal(await readFile(path, 'utf8'), content)
    })
  }
})

test('who only looks writes nothing down', async (context) => {
  const { store, path } = await storeWith(context, undefined)
  assert.ok((await store.obtain([root], { dryRun: true })).has(root.key))
  await assert.rejects(readFile(path), { code: 'ENOENT' })
})

describe('passwords of hosts', () => {
  test("a host's own stands before that of all", async (context) => {
    const environment = { PLAYBOOK_SECRET_SSH_PASSWORD_DB_1: 'from-env' }
    const content = 'become_password: all\nbecome_password_node1: one\n'
    const { store } = await storeWith(context, content, { environment })
    assert.equal((await store.hostPassword('become_password', 'node1'))?.reveal(), 'one')
    assert.equal((await store.hostPassword('become_password', 'node2'))?.reveal(), 'all')
    assert.equal((await store.hostPassword('ssh_password', 'db-1'))?.reveal(), 'from-env')
    assert.equal(await store.hostPassword('ssh_password', 'node1'), undefined)
    assert.equal(await store.askHostPassword('ssh_password', 'node1'), undefined)
  })

  test('an asked one is remembered and never written', async (context) => {
    const questioner = recordedQuestioner({ secrets: { become_password_node1: canary } })
    const { store, path } = await storeWith(context, undefined, { questioner })
    assert.equal((await store.askHostPassword('become_password', 'node1'))?.reveal(), canary)
    assert.equal((await store.hostPassword('become_password', 'node1'))?.reveal(), canary)
    await store.obtain([root])
    assert.ok(!(await readFile(path, 'utf8')).includes(canary))
    assert.ok(!(inspect(store, { showHidden: true, depth: 9 }) + JSON.stringify(store)).includes(canary))
    assert.ok(!questioner.asked.join().includes(canary))
  })
})
