import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../playbooks/', import.meta.url)

/** `name  description` of every playbook. The description is read from the text: loading a playbook loads all its roles. */
function playbookLines() {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'))
  const width = Math.max(20, ...files.map((file) => file.length))
  return files.sort().map((file) => {
    const source = readFileSync(new URL(file, folder), 'utf8')
    const description = /\bdescription:\s*(['"`])(.*?)\1/s.exec(source)
    return `  ${file.slice(0, -'.ts'.length).padEnd(width)}${description ? description[2] : ''}`.trimEnd()
  })
}

/** What `npx playbook --help` prints. Options in full: `npx playbook NAME --help`. */
export function helpText() {
  return `Turns bare Linux servers into what a playbook says, step by step; a second run changes nothing.

Usage: npx playbook NAME --inventory INVENTORY [options]

Playbooks:
${playbookLines().join('\n')}

A pair that is there already:
  status              how it is: roles, VIP, replication, alerts; --watch draws again every second
  switchover          let the other node lead, as planned; --to NODE
  rejoin NODE         bring a node back: what differs, catch up or rebuild
  backup              make the backup that is due;  verify  restore one for a trial
  restore NODE        put a backup back, beside the server or in its place: --instead; --list
  drill [NAME...]     break it on purpose, watch it survive, put it back; --list

Other commands:
  resume [RUN]        go on with an unfinished run: npx playbook resume --inventory INVENTORY
  runs                list the runs of this directory
  runs show RUN       replay one run
  lab COMMAND         two test hosts on this machine: npx playbook lab up

Options of a playbook (all of them: npx playbook NAME --help):
  -i, --inventory X   whom: the folder inventory/X, or a path
  --check             change nothing, tell what would change
  --diff              show what changes inside files
  --limit HOSTS       change only these hosts or groups
  --role ROLES        only these roles
  --step STEP         only this step;  --from STEP  begin at this step
  --list              list the steps, connect to nothing
  --output KIND       auto, plain or json
  -v, -vv             show more

Exit codes: 0 done; 1 a step failed; 2 bad usage, inventory or decisions; 3 stopped by you;
4 --check found differences; 5 a host could not be reached; status: 10 a warning, 11 critical.`
}
