import { accept } from '../roles/accept/role.ts'
import { common } from '../roles/common/role.ts'
import { hooks } from '../roles/hooks/role.ts'
import { keepalived } from '../roles/keepalived/role.ts'
import { mysql } from '../roles/mysql/role.ts'
import { semisync } from '../roles/semisync/role.ts'
import { xtrabackup } from '../roles/xtrabackup/role.ts'
import { definePlaybook } from '../src/plan/playbook.ts'

export default definePlaybook({
  name: 'site',
  description: 'two bare servers become a MySQL pair that fails over by itself',
  stages: [
    { name: 'pair', hosts: 'mysql', roles: [common, mysql, hooks, semisync, keepalived, xtrabackup] },
    { name: 'accept', hosts: 'mysql', roles: [accept] },
  ],
})
