/**
 * A runner of its own, to be killed: connects as the JSON in its argument says and runs one job, telling what happens as
 * JSON lines.
 */
import { connectHost } from '../../../src/connect/connect.ts'
import { Secret } from '../../../src/values/secret.ts'
import { ShellCommand } from '../../../src/values/shell.ts'

interface Order {
  readonly port: number
  readonly user: string
  readonly password: string
  readonly keyFile: string
  readonly knownHostsFile: string
  readonly script: string
  readonly stdin?: string
}

const tell = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

async function main(order: Order): Promise<void> {
  const host = await connectHost({
    name: 'node1',
    address: '127.0.0.1',
    port: order.port,
    user: order.user,
    privateKeyFile: order.keyFile,
    become: 'sudo',
    becomePassword: new Secret(order.password, 'become password'),
    knownHostsFile: order.knownHostsFile,
    connectTimeoutSeconds: 10,
    acceptHostKey: async () => true,
  })
  await host.lock({ run: 'run', who: 'eve', playbook: 'site', since: '2030-01-02T03:04:05Z' })
  const writer = host.writer({
    run: 'run',
    step: 'step',
    progress: (line) => tell({ line }),
    jobStarted: async (job) => tell({ started: job }),
    jobEnded: async (_job, ended) => tell({ ended }),
  })
  const command = new ShellCommand(
    order.script,
    order.stdin === undefined ? undefined : new Secret(order.stdin, 'test'),
  )
  await writer.job(command).then(
    (result) => tell({ stdout: result.stdout }),
    (error: Error) => tell({ error: error.message }),
  )
  await host.close()
}

await main(JSON.parse(process.argv[2] ?? '') as Order)
