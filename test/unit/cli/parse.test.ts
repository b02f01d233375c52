import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PlaybookError } from '../../../src/errors.ts'
import type { RunOptions } from '../../../src/cli/options.ts'
import { parseCommandLine, parseRunArguments } from '../../../src/cli/parse.ts'

const playbooks = ['site', 'desk']

function parse(line: string) {
  return parseCommandLine(line.split(' '), playbooks)
}

function optionsOf(line: string): RunOptions {
  return parseRunArguments(line.split(' '), playbooks)
}

describe('a playbook', () => {
  test('with nothing but its inventory', () => {
    assert.deepEqual(optionsOf('site --inventory prod'), {
      playbook: 'site',
      inventory: 'prod',
      mode: 'apply',
      diff: false,
      limit: [],
      roles: [],
      steps: [],
      from: undefined,
      list: false,
      decisions: new Map(),
      acceptDefaults: false,
      ask: false,
      acceptNewHostKeys: false,
      output: 'auto',
      verbosity: 0,
      arguments: ['site', '--inventory', 'prod'],
    })
  })

  const cases: { line: string; options: Partial<RunOptions> }[] = [
    { line: 'site -i prod --check --diff', options: { mode: 'check', diff: true } },
    {
      line: 'site -i prod --limit node1,replicas --limit node2',
      options: { limit: ['node1', 'replicas', 'node2'] },
    },
    { line: 'site -i prod --role a,b', options: { roles: ['a', 'b'] } },
    { line: 'site -i prod --step one --step two,three', options: { steps: ['one', 'two,three'] } },
    { line: 'site -i prod --from here --list', options: { from: 'here', list: true } },
    {
      line: 'site -i prod --decision a=1 --decision b=x=y --decision c=',
      options: {
        decisions: new Map([
          ['a', '1'],
          ['b', 'x=y'],
          ['c', ''],
        ]),
      },
    },
    { line: 'site -i prod --accept-defaults --ask', options: { acceptDefaults: true, ask: true } },
    {
      line: 'site -i prod --accept-new-host-keys',
      options: { acceptNewHostKeys: true },
    },
    { line: 'desk -i prod --output json', options: { playbook: 'desk', output: 'json' } },
    { line: 'site -i prod -vv', options: { verbosity: 2 } },
    { line: 'site -i prod -v --verbose', options: { verbosity: 2 } },
  ]
  for (const { line, options } of cases)
    test(line, () => {
      const given = optionsOf(line)
      for (const [key, value] of Object.entries(options))
        assert.deepEqual(given[key as keyof RunOptions], value)
    })
})

describe('other commands', () => {
  const cases = [
    {
      line: 'resume -i prod',
      command: {
        kind: 'resume',
        options: { run: undefined, inventory: 'prod', output: 'auto', verbosity: 0 },
      },
    },
    {
      line: 'resume r1 -i prod -v',
      command: { kind: 'resume', options: { run: 'r1', inventory: 'prod', output: 'auto', verbosity: 1 } },
    },
    { line: 'runs', command: { kind: 'runs', options: { inventory: undefined, output: 'auto' } } },
    { line: 'runs -i prod', command: { kind: 'runs', options: { inventory: 'prod', output: 'auto' } } },
    {
      line: 'runs show r1 --output json',
      command: { kind: 'showRun', options: { run: 'r1', output: 'json', verbosity: 0, diff: false } },
    },
    { line: 'drill --list', command: { kind: 'listDrills', options: { output: 'auto' } } },
    {
      line: 'drill --list -i prod --output json',
      command: { kind: 'listDrills', options: { output: 'json' } },
    },
    { line: 'lab up --name x --help', command: { kind: 'lab', arguments: ['up', '--name', 'x', '--help'] } },
  ]
  for (const { line, command } of cases) test(line, () => assert.deepEqual(parse(line), command))

  const pair = (line: string) => ({
    inventory: 'prod',
    output: 'auto',
    acceptNewHostKeys: false,
    arguments: line.split(' '),
  })
  const beside = {
    ...{ node: 'b', instead: false, list: false, yes: false },
    ...{ id: undefined, until: undefined, gtid: undefined, only: undefined },
  }
  const pairCases: { line: string; kind: string; options: object }[] = [
    { line: 'status -i prod', kind: 'status', options: { watch: false } },
    {
      line: 'status -i prod --watch --output json',
      kind: 'status',
      options: { watch: true, output: 'json' },
    },
    { line: 'switchover -i prod', kind: 'switchover', options: { to: undefined, yes: false } },
    { line: 'switchover -i prod --to b -y', kind: 'switchover', options: { to: 'b', yes: true } },
    {
      line: 'rejoin b -i prod',
      kind: 'rejoin',
      options: { node: 'b', method: undefined, discard: undefined, yes: false },
    },
    {
      line: 'rejoin b -i prod --method logical-dump --discard u:1-3 --yes',
      kind: 'rejoin',
      options: { node: 'b', method: 'logical-dump', discard: 'u:1-3', yes: true },
    },
    {
      line: 'drill -i prod',
      kind: 'drill',
      options: { names: [], restore: false, yes: false, rounds: 1 },
    },
    {
      line: 'drill one two -i prod --rounds 3 --accept-new-host-keys',
      kind: 'drill',
      options: {
        names: ['one', 'two'],
        restore: false,
        yes: false,
        rounds: 3,
        acceptNewHostKeys: true,
      },
    },
    { line: 'backup -i prod', kind: 'backup', options: { full: false, node: undefined } },
    { line: 'backup -i prod --full --node b', kind: 'backup', options: { full: true, node: 'b' } },
    { line: 'verify -i prod', kind: 'verify', options: { node: undefined, id: undefined } },
    {
      line: 'verify -i prod --node b --id 2026-11-30T015900-full',
      kind: 'verify',
      options: { node: 'b', id: '2026-11-30T015900-full' },
    },
    { line: 'restore b -i prod', kind: 'restore', options: beside },
    {
      line: 'restore b -i prod --until 2026-11-30T14:05:59+08:00 --only shop.orders -y',
      kind: 'restore',
      options: { ...beside, until: '2026-11-30T14:05:59+08:00', only: 'shop.orders', yes: true },
    },
    {
      line: 'restore b -i prod --instead --gtid 0-1-17',
      kind: 'restore',
      options: { ...beside, instead: true, gtid: '0-1-17' },
    },
    { line: 'restore b -i prod --list', kind: 'restore', options: { ...beside, list: true } },
  ]
  for (const { line, kind, options } of pairCases)
    test(line, () => assert.deepEqual(parse(line), { kind, options: { ...pair(line), ...options } }))

  for (const line of ['site --help', 'resume -h', 'runs show --help', 'help site'])
    test(line, () => {
      const command = parse(line)
      assert.equal(command.kind, 'help')
      assert.match(command.kind === 'help' ? command.text : '', /Usage: playbook/)
    })
})

describe('bad usage', () => {
  const cases = [
    { line: 'sit -i prod', message: /unknown command 'sit'/, hint: 'Did you mean site?' },
    { line: 'resum', message: /unknown command/, hint: 'Did you mean resume?' },
    { line: 'frobnicate', message: /unknown command/, hint: 'See: npx playbook --help' },
    { line: 'site -i prod --chek', message: /unknown option '--chek'/, hint: 'Did you mean --check?' },
    { line: 'site', message: /--inventory is missing/ },
    { line: 'site -i', message: /argument missing/ },
    { line: 'site -i prod extra', message: /too many arguments/ },
    { line: 'site -i prod --limit a,,b', message: /--limit.*empty name/ },
    { line: 'site -i prod --decision utf8mb4', message: /--decision KEY=VALUE/ },
    { line: 'site -i prod --decision a=1 --decision a=2', message: /a is given twice/ },
    { line: 'site -i prod --output xml', message: /auto, plain, json/ },
    { line: 'status', message: /--inventory is missing/ },
    { line: 'drill one', message: /--inventory is missing/ },
    { line: 'rejoin -i prod', message: /missing required argument 'node'/ },
    { line: 'rejoin b -i prod --method magic', message: /clone, mariadb-backup/ },
    { line: 'drill -i prod --rounds 0', message: /--rounds.*whole number/ },
    { line: 'switchover node2 -i prod', message: /too many arguments/ },
    { line: 'backup', message: /--inventory is missing/ },
    { line: 'verify -i prod --id newest', message: /2026-11-30T015900-full/ },
    { line: 'restore -i prod', message: /missing required argument 'node'/ },
    { line: 'restore b -i prod --until 2026-11-30T14:05:59', message: /a time with its zone/ },
    { line: 'restore b -i prod --until yesterday', message: /a time with its zone/ },
    { line: 'restore b -i prod --only a.b.c', message: /SCHEMA or SCHEMA\.TABLE/ },
    { line: 'restore b -i prod --instead --only a', message: /cannot be used with/ },
    { line: 'restore b -i prod --gtid 0-1-1 --until 2026-11-30T14:05:59Z', message: /cannot be used with/ },
    { line: 'runs show', message: /missing required argument 'run'/ },
  ]
  for (const { line, message, hint } of cases)
    test(line, () => {
      assert.throws(
        () => parse(line),
        (error) => {
          assert.ok(error instanceof PlaybookError)
          assert.equal(error.code, 'BadUsage')
          assert.match(error.message, message)
          assert.doesNotMatch(error.message, /^error:|\n/)
          if (hint !== undefined) assert.equal(error.hint, hint)
          return true
        },
      )
    })

  test('what is no playbook cannot be resumed', () => {
    assert.throws(() => parseRunArguments(['runs'], playbooks), { code: 'ResumeRefused' })
  })
})
