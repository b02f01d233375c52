import { definePlaybook } from '../../src/plan/playbook.ts'
import { typical } from './role.ts'

export default definePlaybook({
  name: 'typical',
  description: '39 typical steps on two hosts',
  stages: [{ name: 'typical', hosts: 'mysql', roles: [typical] }],
})
