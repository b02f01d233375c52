import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { backupCommand, BackupUsageError, backupUsage } from './backup/command.ts'
import { command, compare, rebuild, status } from './commands.ts'
import { rebuildMethods } from '../src/mysql/rebuild-method.ts'
import { readSettings } from './files/settings-file.ts'
import { uptimeMilliseconds } from './files/uptime.ts'
import { signOfLife } from './files/verdict-file.ts'
import { witnessServer } from './link/witness-server.ts'
import { runLoop } from './loop.ts'
import { parseSettings, parseWitnessSettings } from './settings.ts'

const usage = `usage: mysqlha COMMAND [--settings FILE]
  run                          the agent itself (started by systemd)
  witness                      serve leases as the third voter
  status [--json]              what this node is, and why
  adopt --primary SELF|PEER    take part in the pair; SELF on a fenced node approves its promotion
  fence                        close writes and let the VIP go
  maint on|off                 leave the pair for maintenance, and come back
  clear-flap                   forget recent automatic promotions
  compare [--json]             what this node and its peer lack of each other, and what a rebuild would cost
  rebuild [--method METHOD] [--discard GTIDS] [--wait]
                               replace the data here by a copy of the primary's; METHOD is auto, clone,
                               mariadb-backup, xtrabackup or logical-dump; GTIDS are the transactions to give up,
                               exactly as the status shows them, or "unknown" when the server does not answer;
                               --wait: until it has ended
  backup COMMAND               make, prove and restore backups: mysqlha backup --help
  switchover                   hand the role over to the standby (on the primary); answers when it has ended
`

class UsageError extends Error {}

/** Runs one command; `null` when it goes on running, else the exit code: 0 done, 1 refused or down, 2 wrong usage. */
async function main(): Promise<number | null> {
  // Its options are its own.
  if (process.argv[2] === 'backup') return backupCommand(process.argv.slice(3))
  const { values, positionals } = parse()
  const [name = '', argument] = positionals
  const file =
    values.settings ?? (name === 'witness' ? '/etc/mysqlha/witness.json' : '/etc/mysqlha/agent.json')
  switch (name) {
    case 'run': {
      const settings = readSettings(file, parseSettings)
      signOfLife(settings.paths.fresh)
      writeFileSync(settings.paths.pid, `${process.pid}\n`, { mode: 0o644 })
      runLoop(settings)
      return null
    }
    case 'witness':
      witnessServer(readSettings(file, parseWitnessSettings), uptimeMilliseconds).on('error', fail)
      return null
    case 'status':
      return status(file, values.json)
    case 'adopt':
      if (values.primary !== 'SELF' && values.primary !== 'PEER')
        throw new UsageError('adopt needs --primary SELF|PEER')
      return command(file, { name, primary: values.primary })
    case 'maint':
      if (argument !== 'on' && argument !== 'off') throw new UsageError('maint needs on or off')
      return command(file, { name, on: argument === 'on' })
    case 'fence':
    case 'clear-flap':
    case 'switchover':
      return command(file, { name })
    case 'rebuild': {
      const method = rebuildMethods.find((one) => one === values.method)
      if (method === undefined) throw new UsageError(`--method is one of ${rebuildMethods.join(', ')}`)
      return rebuild(file, { name, method, discard: values.discard.replace(/\s+/g, '') }, values.wait)
    }
    case 'compare':
      return compare(file, values.json)
    default:
      throw new UsageError(name === '' ? 'which command?' : `unknown command ${name}`)
  }
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        settings: { type: 'string' },
        json: { type: 'boolean', default: false },
        primary: { type: 'string' },
        method: { type: 'string', default: 'auto' },
        discard: { type: 'string', default: '' },
        wait: { type: 'boolean', default: false },
      },
    })
  } catch (cause) {
    throw new UsageError((cause as Error).message)
  }
}

function fail(error: unknown): never {
  process.stderr.write(`mysqlha: ${(error as Error).message}\n`)
  if (error instanceof UsageError) process.stderr.write(usage)
  if (error instanceof BackupUsageError) process.stderr.write(backupUsage)
  process.exit(error instanceof UsageError || error instanceof BackupUsageError ? 2 : 1)
}

main().then((code) => code === null || process.exit(code), fail)
