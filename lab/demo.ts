import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { labCommand } from './command.ts'
import { inside } from './host/leader.ts'
import { defaultLabName, describeLab, type LabNode } from './lab.ts'
import { run } from './machine/run.ts'
import { virtualAddress } from './network/addresses.ts'
import { readState } from './state.ts'

const checkout = join(import.meta.dirname, '..')

const statusShape = z.object({
  role: z.string(),
  term: z.number(),
  vip: z.boolean(),
  semisync: z.object({ source: z.string(), clients: z.number(), replica: z.string() }),
})

async function playbook(...words: string[]): Promise<number> {
  process.stdout.write(`\n$ npx playbook ${words.join(' ')}\n`)
  const child = spawn(process.execPath, [join(checkout, 'bin', 'playbook'), ...words], {
    stdio: 'inherit',
    cwd: checkout,
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}

async function statusOf(node: LabNode) {
  const text = await run(inside(node, ['/usr/local/sbin/mysqlha', 'status', '--json']))
  return { name: node.name, ...statusShape.parse(JSON.parse(text)) }
}

/** The lab, a `site` run on it, and what stands there afterwards. Gives the exit code. */
async function demo(): Promise<number> {
  process.stdout.write('$ npx playbook lab up\n')
  const io = {
    out: (line: string) => void process.stdout.write(`${line}\n`),
    err: (line: string) => void process.stderr.write(`${line}\n`),
    env: process.env,
  }
  const built = await labCommand(['up'], io)
  if (built !== 0) return built
  const ran = await playbook('site', '--inventory', 'lab', '--accept-defaults')
  if (ran !== 0) return ran

  const lab = describeLab(checkout, defaultLabName)
  const nodes = await Promise.all(lab.nodes.map(statusOf))
  const primary = nodes.find(({ role }) => role === 'PRIMARY')
  const standby = nodes.find(({ role }) => role === 'STANDBY')
  const network = readState(lab)?.network
  if (!primary || !standby || !network) {
    process.stderr.write(
      `This is no pair yet: ${nodes.map(({ name, role }) => `${name} is ${role}`).join(', ')}\n`,
    )
    return 1
  }
  const { source, clients } = primary.semisync
  process.stdout.write(`
primary    ${primary.name} (term ${primary.term})
standby    ${standby.name}
VIP        ${virtualAddress(network)}, held by ${primary.vip ? primary.name : 'nobody'}
semi-sync  ${source} with ${clients === 1 ? 'one client' : `${clients} clients`}

Try next:
  npx playbook site --inventory lab                             nothing is left to change
  npx playbook site --inventory lab --check --diff              and it says so without touching anything
  npx playbook lab shell ${primary.name} --root -- pkill -9 -x mysqld      the VIP moves, ${standby.name} takes over
  npx playbook lab shell ${standby.name} --root -- mysqlha status          what the agent knows, and why
  npx playbook lab kill ${primary.name}                                  power off; \`lab up\` brings it back as a replica
  npx playbook lab destroy                                      remove every trace
`)
  return 0
}

process.exitCode = await demo()
