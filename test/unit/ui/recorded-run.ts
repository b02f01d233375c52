import type { RunEvent, RunEventKind } from '../../../src/run/events.ts'

type Started = Extract<RunEvent, { kind: 'runStarted' }>

const started: Started = {
  kind: 'runStarted',
  run: '2026-01-02T03-04-05-beef',
  playbook: 'site',
  inventory: 'prod',
  mode: 'apply',
  arguments: ['site', '--inventory', 'prod'],
  inputs: {},
  version: '0.1.0',
  who: 'ann@laptop',
  hosts: ['node1', 'node2'],
  phases: [
    { stage: 'database', role: 'common', name: 'files', steps: 4 },
    { stage: 'database', role: 'common', name: 'packages', steps: 2 },
    { stage: 'database', role: 'mysql', name: 'unpack', steps: 2 },
    { stage: 'accept', role: 'accept', name: 'checks', steps: 2 },
  ],
  resumes: false,
}

const hosts = ['node1', 'node2']

function step(title: string, host: string, role = 'common') {
  return { step: `database/${role}/${title}@${host}`, host }
}

const connecting: readonly RunEvent[] = hosts.flatMap((host): RunEvent[] => [
  { kind: 'hostConnecting', host },
  { kind: 'hostConnected', host, description: `deploy@${host}, root by sudo`, milliseconds: 130 },
])

/** A run that changes things, and fails on node2 while a job still runs on node1. Text from the hosts is hostile. */
export const failedRun: readonly RunEvent[] = [
  started,
  { kind: 'decision', key: 'character_set', value: 'utf8mb4' },
  ...connecting,
  { kind: 'phaseStarted', stage: 'database', role: 'common', phase: 'files', hosts },
  {
    kind: 'stepChecking',
    ...step('The hosts file names both nodes', 'node1'),
    title: 'The hosts file names both nodes',
  },
  {
    kind: 'stepRight',
    ...step('The hosts file names both nodes', 'node1'),
    because: 'both are there',
    milliseconds: 2,
  },
  { kind: 'stepSkipped', ...step('SELinux allows it', 'node1'), because: 'does not apply to this host' },
  {
    kind: 'stepChecking',
    ...step('The hosts file names both nodes', 'node2'),
    title: 'The hosts file names both nodes',
  },
  {
    kind: 'stepApplying',
    ...step('The hosts file names both nodes', 'node2'),
    because: 'node1 is missing',
    digest: 'd1',
    diff: {
      subject: '/etc/hosts',
      before: '127.0.0.1 localhost\n',
      after: '127.0.0.1 localhost\n10.0.0.1 node1\n',
    },
  },
  {
    kind: 'stepChanged',
    ...step('The hosts file names both nodes', 'node2'),
    because: 'node1 is missing',
    milliseconds: 40,
  },
  { kind: 'phaseEnded', stage: 'database', role: 'common', phase: 'files' },
  { kind: 'phaseStarted', stage: 'database', role: 'common', phase: 'packages', hosts },
  { kind: 'stepChecking', ...step('chrony is installed', 'node1'), title: 'chrony is installed' },
  { kind: 'stepApplying', ...step('chrony is installed', 'node1'), because: 'it is absent', digest: 'd2' },
  { kind: 'jobStarted', ...step('chrony is installed', 'node1'), job: 'install' },
  {
    kind: 'stepProgress',
    ...step('chrony is installed', 'node1'),
    line: '\x1b[32mUnpacking\x1b[0m 10 %\rUnpacking 99 %',
  },
  { kind: 'jobEnded', ...step('chrony is installed', 'node1'), job: 'install', exitCode: 0 },
  {
    kind: 'stepChanged',
    ...step('chrony is installed', 'node1'),
    because: 'it is absent',
    milliseconds: 12_400,
  },
  { kind: 'phaseEnded', stage: 'database', role: 'common', phase: 'packages' },
  { kind: 'phaseStarted', stage: 'database', role: 'mysql', phase: 'unpack', hosts },
  { kind: 'stepChecking', ...step('MySQL is unpacked', 'node1', 'mysql'), title: 'MySQL is unpacked' },
  {
    kind: 'stepApplying',
    ...step('MySQL is unpacked', 'node1', 'mysql'),
    because: 'it is absent',
    digest: 'd3',
  },
  { kind: 'jobStarted', ...step('MySQL is unpacked', 'node1', 'mysql'), job: 'unpack' },
  { kind: 'stepChecking', ...step('MySQL is unpacked', 'node2', 'mysql'), title: 'MySQL is unpacked' },
  {
    kind: 'stepApplying',
    ...step('MySQL is unpacked', 'node2', 'mysql'),
    because: 'it is absent',
    digest: 'd3',
  },
  {
    kind: 'stepFailed',
    ...step('MySQL is unpacked', 'node2', 'mysql'),
    failure: {
      code: 'CommandFailed',
      message: 'tar ended with status 2',
      hint: 'Free some space below /alidata.',
      details: ['tar: write error: \x1b]0;owned\x07No space left on device', 'tar: Exiting'],
    },
    milliseconds: 2300,
  },
  {
    kind: 'stepFailed',
    ...step('MySQL is unpacked', 'node1', 'mysql'),
    failure: { code: 'ConnectionLost', message: 'the connection to node1 was lost', details: [] },
    milliseconds: 60_000,
  },
  { kind: 'phaseEnded', stage: 'database', role: 'mysql', phase: 'unpack' },
  {
    kind: 'runEnded',
    outcome: 'failed',
    exitCode: 1,
    counts: { right: 1, changed: 2, skipped: 1, failed: 2, different: 0 },
    milliseconds: 75_300,
    roundTrips: 14,
  },
]

/** A check that finds one difference, and one thing that cannot be told yet. */
export const checkRun: readonly RunEvent[] = [
  { ...started, mode: 'check', arguments: ['site', '--inventory', 'prod', '--check', '--diff'] },
  ...connecting,
  { kind: 'phaseStarted', stage: 'database', role: 'common', phase: 'files', hosts },
  { kind: 'stepChecking', ...step('my.cnf is ours', 'node1'), title: 'my.cnf is ours' },
  {
    kind: 'stepWouldChange',
    ...step('my.cnf is ours', 'node1'),
    because: 'its content differs',
    diff: { subject: '/etc/my.cnf', before: '[mysqld]\nport=3307\r\n', after: '[mysqld]\nport=3306\n' },
  },
  { kind: 'stepChecking', ...step('MySQL runs', 'node1'), title: 'MySQL runs' },
  { kind: 'stepCannotTell', ...step('MySQL runs', 'node1'), because: 'known after an earlier step' },
  { kind: 'phaseEnded', stage: 'database', role: 'common', phase: 'files' },
  {
    kind: 'runEnded',
    outcome: 'differences',
    exitCode: 4,
    counts: { right: 0, changed: 0, skipped: 0, failed: 0, different: 2 },
    milliseconds: 900,
    roundTrips: 4,
  },
]

/** node2 cannot be reached, and what the role needs is not there. */
export const unreachableRun: readonly RunEvent[] = [
  started,
  { kind: 'hostConnecting', host: 'node2' },
  {
    kind: 'hostFailed',
    host: 'node2',
    failure: { code: 'Unreachable', message: 'node2 does not answer on 10.0.0.2 port 22', details: [] },
  },
  {
    kind: 'runFailed',
    failure: {
      code: 'NeedsNotMet',
      message: 'what this role builds on is not there yet',
      details: ['node1: MySQL runs (role mysql)'],
    },
  },
  {
    kind: 'runEnded',
    outcome: 'failed',
    exitCode: 5,
    counts: { right: 0, changed: 0, skipped: 0, failed: 0, different: 0 },
    milliseconds: 3000,
    roundTrips: 1,
  },
]

export const recordedRuns: readonly (readonly RunEvent[])[] = [failedRun, checkRun, unreachableRun]

/** Every kind there is: a kind that is missing here does not compile, one that is missing in the runs fails their test. */
export const everyKind: Readonly<Record<RunEventKind, true>> = {
  runStarted: true,
  decision: true,
  hostConnecting: true,
  hostConnected: true,
  hostFailed: true,
  phaseStarted: true,
  phaseEnded: true,
  stepChecking: true,
  stepRight: true,
  stepSkipped: true,
  stepWouldChange: true,
  stepCannotTell: true,
  stepApplying: true,
  stepProgress: true,
  jobStarted: true,
  jobEnded: true,
  stepChanged: true,
  stepFailed: true,
  runFailed: true,
  runEnded: true,
}
