import { askAgent } from './control/client.ts'
import type { ControlReply, ControlRequest } from './control/server.ts'
import { beingSaved } from './decide/divergence.ts'
import { readSettings } from './files/settings-file.ts'
import { compareWithPeer, comparisonText } from './rebuild/compare.ts'
import { viewOfRebuild } from './rebuild/wait.ts'
import { parseSettings } from './settings.ts'
import { statusText } from './status-text.ts'

/** Sends an operator's command to the running agent and says how it went. Returns the exit code. */
export async function command(settingsFile: string, request: ControlRequest): Promise<number> {
  const { paths } = readSettings(settingsFile, parseSettings)
  const reply = await askUntilSaved(paths.control, request)
  if (reply.ok) process.stdout.write(`${reply.message}\n`)
  else process.stderr.write(`mysqlha: ${reply.message}\n`)
  return reply.ok ? 0 : 1
}

/** What is given up is saved first: the command is given again as long as that goes on. */
async function askUntilSaved(control: string, request: ControlRequest): Promise<ControlReply> {
  for (let looks = 0; ; looks += 1) {
    const reply = await askAgent(control, request)
    if (reply.ok || !reply.message.includes(beingSaved) || looks >= savingLooks) return reply
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds))
  }
}

/** Prints the status, for people or as JSON. Returns the exit code. */
export async function status(settingsFile: string, json: boolean): Promise<number> {
  const { paths } = readSettings(settingsFile, parseSettings)
  const reply = await askAgent(paths.control, { name: 'status' })
  if (!reply.ok || reply.status === undefined) {
    process.stderr.write(`mysqlha: ${reply.message}\n`)
    return 1
  }
  process.stdout.write(json ? JSON.stringify(reply.status) + '\n' : statusText(reply.status))
  return 0
}

/** Prints what this node and its peer lack of each other. Returns the exit code. */
export async function compare(settingsFile: string, json: boolean): Promise<number> {
  const found = await compareWithPeer(readSettings(settingsFile, parseSettings))
  process.stdout.write(json ? JSON.stringify(found) + '\n' : comparisonText(found))
  return 0
}

/** Begins a rebuild; `wait`: follows it to its end, or one that runs already, saying each step once. Returns the exit code. */
export async function rebuild(
  settingsFile: string,
  request: ControlRequest & { name: 'rebuild' },
  wait: boolean,
): Promise<number> {
  if (!wait) return command(settingsFile, request)
  const { paths } = readSettings(settingsFile, parseSettings)
  const running = await askAgent(paths.control, { name: 'status' })
  if (!running.ok || running.status?.role !== 'CLONING') {
    await peerAnswers(paths.control)
    const begun = await command(settingsFile, request)
    if (begun !== 0) return begun
  }
  for (let said = ''; ;) {
    const reply = await askAgent(paths.control, { name: 'status' })
    if (!reply.ok || reply.status === undefined) throw new Error(reply.message)
    const { line, ended } = viewOfRebuild(reply.status)
    if (line !== said) (ended?.ok === false ? process.stderr : process.stdout).write(`${line}\n`)
    if (ended !== null) return ended.ok ? 0 : 1
    said = line
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds))
  }
}

const lookMilliseconds = 500
const patientLooks = 40
/** Saving itself gets ten minutes; whoever called the command may not wait for so long. */
const savingLooks = 100

/** An agent that has just started has not heard its peer yet; a peer that stays silent is told by what is asked next. */
async function peerAnswers(control: string): Promise<void> {
  for (let looks = 0; looks < patientLooks; looks += 1) {
    const reply = await askAgent(control, { name: 'status' })
    if (reply.ok && reply.status?.peer?.reachable === true) return
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds))
  }
}
