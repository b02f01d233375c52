import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unarchive } from '../../modules/files/unarchive.ts'
import { sh } from '../../src/values/shell.ts'
import type { LocalTree, ModuleCase, RefusedCase } from './module-case.ts'

/** An archive as MySQL's are: one folder with all in it, owned by somebody, a file named with spaces, a link. */
function makeArchive(): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'playbook-archive-'))
  try {
    const top = join(directory, 'app-1.0')
    mkdirSync(join(top, 'bin'), { recursive: true })
    mkdirSync(join(top, 'mysql-test'))
    writeFileSync(join(top, 'bin/app'), '#!/bin/sh\necho app\n', { mode: 0o755 })
    writeFileSync(join(top, 'README with spaces'), 'read me\n')
    writeFileSync(join(top, 'mysql-test/big'), 'not wanted\n')
    execFileSync('ln', ['-s', 'app', join(top, 'bin/app-link')])
    const archive = join(directory, 'app.tar.gz')
    execFileSync('tar', [
      '-czf',
      archive,
      '--owner=7161',
      '--group=31415',
      '--mtime=@0',
      '--sort=name',
      '-C',
      directory,
      'app-1.0',
    ])
    return readFileSync(archive)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const archive = makeArchive()
const sha256 = createHash('sha256').update(archive).digest('hex')

export function archiveTree(): LocalTree {
  return { 'app.tar.gz': archive, 'broken.tar.gz': archive.subarray(0, archive.length - 40) }
}

const options = { stripComponents: 1, exclude: ['*/mysql-test'] }
const rightly = (
  d: string,
) => sh`cd ${`${d}/opt/app`} && [ "$(bin/app)" = app ] && [ "$(bin/app-link)" = app ] && [ ! -e mysql-test ] &&
  [ "$(stat -c %U:%G 'README with spaces')" = root:root ] && [ "$(stat -c %a bin)" = 755 ] && [ -f .playbook-unarchived ] &&
  [ ! -e .playbook-archive ] && [ ! -e .playbook-unpacking ]`

export const archiveCases: readonly ModuleCase[] = [
  {
    name: 'unarchive: a local archive beside foreign files',
    before: (d) =>
      sh`umask 022; mkdir -p ${`${d}/opt/app/data`} && chmod 700 ${`${d}/opt/app`} && echo kept >${`${d}/opt/app/data/x`}`,
    step: (d, local) => unarchive('u', { src: `${local}/app.tar.gz`, dest: `${d}/opt/app`, ...options }),
    because: /nothing was unpacked/,
    after: (d) => sh`${rightly(d)} && [ "$(cat data/x)" = kept ] && [ "$(stat -c %a .)" = 700 ]`,
    heals: (d) => [
      sh`rm ${`${d}/opt/app/bin/app`}`,
      sh`rm -r ${`${d}/opt/app/bin`} ${`${d}/opt/app/.playbook-unarchived`}`,
      sh`cd ${`${d}/opt/app`} && rm .playbook-unarchived && mkdir .playbook-unpacking && echo half >.playbook-archive`,
      sh`: >${`${d}/opt/app/.playbook-unarchived`}`,
    ],
  },
  {
    name: 'unarchive: an archive of the host, owned as the step says',
    before: (d) => sh`base64 -d >${`${d}/a.tgz`}`.input(archive.toString('base64')),
    step: (d) =>
      unarchive('u', {
        src: `${d}/a.tgz`,
        remoteSrc: true,
        sha256,
        dest: `${d}/opt/app`,
        owner: 'daemon',
        creates: `${d}/opt/app/app-1.0/bin/app`,
      }),
    because: /nothing was unpacked/,
    after: (d) =>
      sh`[ "$(stat -c %U:%G ${`${d}/opt/app/app-1.0/bin/app-link`})" = daemon:root ] && [ -f ${`${d}/a.tgz`} ]`,
  },
  {
    name: 'unarchive: unpacks again when it was unpacked otherwise',
    before: (d) =>
      sh`mkdir -p ${`${d}/opt/app/bin`} && echo 'unpacked {"sha256":"other"}' >${`${d}/opt/app/.playbook-unarchived`} && echo 'entries 0' >>${`${d}/opt/app/.playbook-unarchived`} && echo older >${`${d}/opt/app/bin/app`}`,
    step: (d, local) =>
      unarchive('u', { src: `${local}/app.tar.gz`, sha256, dest: `${d}/opt/app`, ...options }),
    because: /holds another archive/,
    after: rightly,
  },
]

export const archiveRefusals: readonly RefusedCase[] = [
  {
    name: 'unarchive: a damaged archive leaves the old tree',
    before: (d) => sh`mkdir -p ${`${d}/opt/app`} && echo kept >${`${d}/opt/app/x`}`,
    step: (d, local) => unarchive('u', { src: `${local}/broken.tar.gz`, dest: `${d}/opt/app` }),
    says: /[Uu]nexpected/,
    after: (d) => sh`[ "$(ls -A ${`${d}/opt/app`} | tr '\n' ,)" = .playbook-archive,x, ]`,
  },
  {
    name: 'unarchive: another archive on the host than expected',
    before: (d) => sh`echo x >${`${d}/a.tgz`}`,
    step: (d) => unarchive('u', { src: `${d}/a.tgz`, remoteSrc: true, sha256, dest: `${d}/opt` }),
    says: /the SHA-256 of .*a.tgz is .*, not /,
    after: (d) => sh`[ -z "$(ls -A ${`${d}/opt`})" ]`,
  },
]
