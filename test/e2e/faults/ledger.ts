import type { NodeName, TestLab } from '../support/lab.ts'

/** One start of a supervised job, as the host itself has written it down. */
export interface JobStart {
  readonly job: string
  readonly digest: string
  readonly title: string
}

/** All starts of jobs on a host, oldest first. */
export async function startsOn(lab: TestLab, node: NodeName): Promise<JobStart[]> {
  const text = await lab.root(node, 'cat /var/lib/playbook/ledger 2>/dev/null || true')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [, job = '', digest = '', ...title] = line.split(' ')
      return { job, digest, title: title.join(' ') }
    })
}

/** Jobs that were started more than once. */
export function startedTwice(starts: readonly JobStart[]): string[] {
  const seen = new Set<string>()
  return starts.flatMap(({ job, digest, title }) => {
    const key = `${job} ${digest}`
    if (seen.has(key)) return [title]
    seen.add(key)
    return []
  })
}

/** What a job has left on its host: the exit status, and the last line of its output that is not empty. */
export async function endOfJob(
  lab: TestLab,
  node: NodeName,
  job: string,
): Promise<{ status: string; lastLine: string }> {
  const folder = `/var/lib/playbook/jobs/${job}`
  const text = await lab.root(
    node,
    `cat ${folder}/status 2>/dev/null || echo running; tail -n 50 ${folder}/out`,
  )
  const [status = '', ...lines] = text.split('\n')
  return { status: status.trim(), lastLine: lines.findLast((line) => line.trim() !== '') ?? '' }
}
