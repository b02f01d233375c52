import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitText } from '../../../../roles/mysql/server/unit.ts'
import { mysqlVariables } from '../../../../roles/mysql/variables.ts'

test('the server’s unit looks for room before it notes what it starts with', () => {
  const vars = mysqlVariables.parse({ mysql_version: '9.7.4' })
  const layout = {
    server: '/alidata/mysql/bin/mysqld',
    client: '/alidata/mysql/bin/mysql',
    pluginDirectory: '/alidata/mysql/lib/plugin',
    messagesDirectory: '/alidata/mysql/share',
    semisync: true,
    notifies: true,
    openFiles: 65535,
  }
  const lines = unitText(vars, layout, 'MySQL of node1').split('\n')
  const [room, startedWith, ...others] = lines.filter((line) => line.startsWith('ExecStartPre='))
  assert.match(
    room ?? '',
    /^ExecStartPre=\/bin\/sh -c '[^']*stat -f -c "%%a \* %%S" \$\$directory[^']* exit 75;[^']*'$/,
  )
  assert.match(room ?? '', /in \/alidata\/mysql\/data \/alidata\/mysql\/log;/)
  assert.match(startedWith ?? '', /started-with/)
  assert.deepEqual(others, [])
})
