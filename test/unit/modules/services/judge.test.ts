import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { evidenceFile, evidenceLines } from '../../../../modules/services/configuration-evidence.ts'
import { serviceCurrent } from '../../../../modules/services/service-current.ts'
import { service, type ServiceParams } from '../../../../modules/services/service.ts'
import { systemdUnit } from '../../../../modules/services/systemd-unit.ts'
import type { FileResult, ShellResult } from '../../../../src/values/probe.ts'

function printed(stdout: string, exitCode = 0): ShellResult {
  return { exitCode, stdout, stderr: 'no bus', timedOut: false, truncated: false }
}

function shown(
  active: string,
  file: string,
  { load = 'loaded', sub = 'x', reload = 'no' } = {},
): ShellResult {
  return printed(
    `LoadState=${load}\nActiveState=${active}\nSubState=${sub}\nUnitFileState=${file}\nNeedDaemonReload=${reload}\n`,
  )
}

const running: ServiceParams = { name: 'mysqld', state: 'started', enabled: true }
const off: ServiceParams = { name: 'mysqld', state: 'stopped', enabled: false }

describe('service', () => {
  const cases: readonly [string, ServiceParams, ShellResult, string, unknown][] = [
    ['right', running, shown('active', 'enabled'), 'ok', 'mysqld is started and enabled'],
    ['reloading is running', running, shown('reloading', 'enabled'), 'ok', 'mysqld is started and enabled'],
    [
      'cannot be enabled by itself',
      running,
      shown('active', 'static'),
      'ok',
      'mysqld is started and enabled',
    ],
    ['stopped', running, shown('inactive', 'enabled'), 'differs', ['start']],
    ['failed', running, shown('failed', 'disabled'), 'differs', ['enable', 'start']],
    [
      'starts again and again',
      running,
      shown('activating', 'enabled', { sub: 'auto-restart' }),
      'differs',
      ['start'],
    ],
    [
      'masked',
      running,
      shown('inactive', 'masked', { load: 'masked' }),
      'differs',
      ['unmask', 'enable', 'start'],
    ],
    [
      'not there',
      running,
      shown('inactive', '', { load: 'not-found' }),
      'cannotTell',
      'there is no service mysqld yet',
    ],
    [
      'not there, and shall not be',
      off,
      shown('inactive', '', { load: 'not-found' }),
      'ok',
      'there is no service mysqld',
    ],
    ['off', off, shown('inactive', 'disabled'), 'ok', 'mysqld is stopped and not enabled'],
    [
      'off after a failure',
      off,
      shown('failed', 'masked', { load: 'masked' }),
      'ok',
      'mysqld is stopped and not enabled',
    ],
    ['to be turned off', off, shown('active', 'enabled'), 'differs', ['disable', 'stop']],
    ['state alone', { name: 'x', state: 'started' }, shown('active', 'disabled'), 'ok', 'x is started'],
    ['no systemd', running, printed('', 1), 'cannotTell', 'cannot read service mysqld: no bus'],
  ]
  for (const [title, params, show, kind, expected] of cases)
    test(title, () => {
      const finding = service.module.judge({ show }, params, undefined)
      assert.equal(finding.kind, kind)
      if (finding.kind === 'differs') assert.deepEqual(finding.drift, expected)
      else assert.equal('because' in finding ? finding.because : '', expected)
    })

  test('the message has both states', () => {
    const finding = service.module.judge(
      { show: shown('failed', 'disabled', { sub: 'failed' }) },
      running,
      undefined,
    )
    const because = 'mysqld is failed (failed) and disabled, should be started and enabled'
    assert.equal('because' in finding ? finding.because : '', because)
  })
})

describe('systemdUnit', () => {
  const params = { name: 'keepalived.service.d/playbook.conf', content: '[Service]\nNice=5\n' }
  const file = (content: string, mode = '0644'): FileResult => ({
    ...{ exists: true, type: 'file', mode, owner: 'root', group: 'root', content: Buffer.from(content) },
    ...{ sizeBytes: 1, inode: 1, modifiedSeconds: 1, changedSeconds: 1 },
  })
  const cases: readonly [string, FileResult, ShellResult, string, RegExp][] = [
    ['right', file(params.content), shown('active', 'enabled'), 'ok', /is right$/],
    ['missing', { exists: false }, shown('active', 'enabled'), 'differs', /does not exist$/],
    ['other text', file('[Service]\n'), shown('active', 'enabled'), 'differs', /content differs$/],
    [
      'other mode',
      file(params.content, '0600'),
      shown('active', 'enabled'),
      'differs',
      /mode is 0600, not 0644$/,
    ],
    [
      'a crash before the reload',
      file(params.content),
      shown('active', 'enabled', { reload: 'yes' }),
      'differs',
      /has not read/,
    ],
  ]
  for (const [title, result, show, kind, because] of cases)
    test(title, () => {
      const finding = systemdUnit.module.judge({ file: result, show }, params, undefined)
      assert.equal(finding.kind, kind)
      assert.match('because' in finding ? finding.because : '', because)
    })

  test('a drop-in belongs to the unit that its directory is named after', () => {
    assert.match(
      systemdUnit.module.probe(params, undefined).show.script,
      /NeedDaemonReload keepalived\.service$/,
    )
  })
})

describe('serviceCurrent', () => {
  const params = { name: 'mysqld', files: ['/etc/my.cnf', '/etc/b.cnf'] }
  const digests = 'a  /etc/my.cnf\nb  /etc/b.cnf\n'
  const cases: readonly [string, string, string, ShellResult, string, string][] = [
    [
      'right',
      digests,
      digests,
      shown('active', 'enabled'),
      'ok',
      'mysqld runs with its current configuration',
    ],
    [
      'changed since',
      'a  /etc/my.cnf\nx  /etc/b.cnf\n',
      digests,
      shown('active', 'enabled'),
      'differs',
      'mysqld was started before /etc/b.cnf changed',
    ],
    [
      'nothing written down',
      '',
      digests,
      shown('active', 'enabled'),
      'differs',
      'mysqld did not write down what it was started with',
    ],
    ['not running', digests, digests, shown('inactive', 'enabled'), 'cannotTell', 'mysqld is inactive'],
  ]
  for (const [title, started, now, show, kind, because] of cases)
    test(title, () => {
      const results = { show, started: printed(started), now: printed(now) }
      const finding = serviceCurrent.module.judge(results, params, undefined)
      assert.equal(finding.kind, kind)
      assert.equal('because' in finding ? finding.because : '', because)
    })

  test('the unit writes what the module reads', () => {
    assert.equal(evidenceFile('mysqld.service'), evidenceFile('mysqld'))
    assert.equal(
      evidenceLines('mysqld', ['/etc/my.cnf'], { reloads: true }),
      `RuntimeDirectory=playbook-mysqld
ExecStartPre=/bin/sh -c "mkdir -p /run/playbook-mysqld && sha256sum /etc/my.cnf > /run/playbook-mysqld/configuration.sha256"
ExecReload=/bin/sh -c "mkdir -p /run/playbook-mysqld && sha256sum /etc/my.cnf > /run/playbook-mysqld/configuration.sha256"
`,
    )
  })
})
