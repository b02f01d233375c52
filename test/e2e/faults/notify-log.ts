import type { NodeName, TestLab } from '../support/lab.ts'

const file = '/var/log/mysqlha/notify.log'

async function lines(lab: TestLab, node: NodeName): Promise<Record<string, unknown>[]> {
  const text = await lab.root(node, `cat ${file} 2>/dev/null || true`)
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** The states that keepalived went through on a node, oldest first: MASTER, BACKUP, FAULT, STOP. */
export async function keepalivedStates(lab: TestLab, node: NodeName): Promise<string[]> {
  return (await lines(lab, node)).flatMap(({ keepalived }) =>
    typeof keepalived === 'string' ? [/" ([A-Z]+) /.exec(keepalived)?.[1] ?? keepalived] : [],
  )
}

/** What the agent of a node has told, oldest first. */
export async function notices(lab: TestLab, node: NodeName): Promise<string[]> {
  return (await lines(lab, node)).flatMap(({ notice }) => (typeof notice === 'string' ? [notice] : []))
}
