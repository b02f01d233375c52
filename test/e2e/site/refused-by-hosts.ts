import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { cli } from '../support/cli.ts'
import type { CliEnd } from '../support/cli.ts'
import type { TestLab } from '../support/lab.ts'
import { untouched } from './untouched.ts'
import { variantOf } from './variant.ts'
import type { Difference } from './variant.ts'

/** Hosts that are reached and do not let us work: what is said, and that nothing is touched. */
export function refusedByHosts(lab: () => TestLab): void {
  const siteWith = async (difference: Difference): Promise<CliEnd> => {
    const inventory = await variantOf(lab(), difference)
    const words = ['site', '--accept-defaults', '--inventory', inventory]
    const end = await untouched(lab(), () => cli(words, lab().workingDirectory))
    await rm(inventory, { recursive: true })
    return end
  }

  describe('hosts that do not let us in', () => {
    test('a wrong SSH key', async () => {
      const key = join(lab().workingDirectory, 'stranger')
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
      const difference = { variables: { ansible_ssh_private_key_file: key } }
      const { exitCode, stderr, stdout } = await siteWith(difference)
      assert.equal(exitCode, 5, stderr)
      for (const node of ['node1', 'node2'])
        assert.match(stderr, new RegExp(`✖ ${node}: ${node} \\([\\d.]+:22\\) does not let deploy in`))
      assert.match(stderr, /tried: key .*stranger/)
      assert.match(stdout, /Failed after/)
    })

    test('unknown host keys, and nobody to ask', async () => {
      const known = join(lab().workingDirectory, 'known-nobody')
      await writeFile(known, '')
      const difference = { variables: { ansible_known_hosts_file: known } }
      const { exitCode, stderr } = await siteWith(difference)
      assert.equal(exitCode, 5, stderr)
      assert.match(stderr, /✖ node1: .*host key/)
      assert.match(stderr, /✖ node2: .*host key/)
      assert.match(stderr, /--accept-new-host-keys/)
    })

    test('a wrong sudo password on one of them', async () => {
      const difference = { secrets: { become_password_node1: 'not the password' } }
      const { exitCode, stderr } = await siteWith(difference)
      assert.equal(exitCode, 1, stderr)
      assert.match(stderr, /✖ node1: deploy on node1 cannot become root: sudo refuses the password/)
      assert.doesNotMatch(stderr, /✖ node2|not the password/)
    })
  })
}
