import { copy } from '../../modules/files/copy.ts'
import { file } from '../../modules/files/file.ts'
import { blockinfile } from '../../modules/files/blockinfile.ts'
import { lineinfile } from '../../modules/files/lineinfile.ts'
import { template } from '../../modules/files/template.ts'
import { Secret } from '../../src/values/secret.ts'
import { sh } from '../../src/values/shell.ts'
import type { LocalTree, ModuleCase } from './module-case.ts'

const bigText = `${'0123456789abcdef'.repeat(65536 * 9)}\n`

export const filesTree: LocalTree = {
  'small.txt': 'from the laptop\n',
  'big.bin': bigText,
  'templates/demo/app.conf.njk':
    'name = {{ name }}\n{% if debug %}\ndebug\n{% endif %}\n{% for port in ports %}\nport {{ port }}\n{% endfor %}\n',
  'templates/demo/broken.njk': 'a\nb\n{% if x %}\n{{ x | nosuchfilter }}\n{% endif %}\n',
}

const canary = new Secret('c4nary-s3cret', 'canary')

export const fileCases: readonly ModuleCase[] = [
  {
    name: 'file: a directory with mode and owner, missing parents 0755',
    step: (d) =>
      file('d', { path: `${d}/a/b/c`, state: 'directory', mode: '750', owner: 'daemon', group: 'daemon' }),
    because: /a\/b\/c does not exist/,
    after: (d) =>
      sh`[ "$(stat -c '%a %U %G' ${`${d}/a/b/c`})" = '750 daemon daemon' ] && [ "$(stat -c %a ${`${d}/a/b`})" = 755 ]`,
    heals: (d) => [sh`chmod 777 ${`${d}/a/b/c`}`, sh`chown root ${`${d}/a/b/c`}`, sh`rm -r ${`${d}/a/b`}`],
  },
  {
    name: 'file: a directory behind a link is a directory',
    before: (d) => sh`mkdir ${`${d}/real`} && chmod 700 ${`${d}/real`} && ln -s real ${`${d}/link`}`,
    step: (d) => file('d', { path: `${d}/link`, state: 'directory', mode: '0755' }),
    because: /mode is 0700, not 0755/,
    after: (d) => sh`[ -L ${`${d}/link`} ] && [ "$(stat -c %a ${`${d}/real`})" = 755 ]`,
  },
  {
    name: 'file: a link replaces one that points elsewhere',
    before: (d) => sh`ln -s old ${`${d}/l`}`,
    step: (d) => file('l', { path: `${d}/l`, state: 'link', src: 'new name' }),
    because: /points at old, not at new name/,
    after: (d) => sh`[ "$(readlink ${`${d}/l`})" = 'new name' ]`,
    heals: (d) => [sh`rm ${`${d}/l`}; ln -s x ${`${d}/l.playbook-new`}`],
  },
  {
    name: 'file: absent removes a tree',
    before: (d) => sh`mkdir -p ${`${d}/gone/x`} && touch ${`${d}/gone/x/y`}`,
    step: (d) => file('gone', { path: `${d}/gone`, state: 'absent' }),
    because: /exists/,
    after: (d) => sh`[ ! -e ${`${d}/gone`} ]`,
  },
  {
    name: 'file: touch makes an empty file and never truncates',
    step: (d) => file('t', { path: `${d}/t`, state: 'touch', mode: '0640' }),
    because: /does not exist/,
    after: (d) => sh`[ -f ${`${d}/t`} ] && [ "$(stat -c %a ${`${d}/t`})" = 640 ]`,
    heals: (d) => [sh`echo kept >${`${d}/t`}`, sh`[ "$(cat ${`${d}/t`})" = kept ]`],
  },
  {
    name: 'copy: content, shown, with a backup of the old',
    before: (d) => sh`echo old >${`${d}/f`} && chmod 644 ${`${d}/f`}`,
    step: (d) => copy('f', { dest: `${d}/f`, content: 'new\n', backup: true }),
    because: /content differs/,
    shows: 'new\n',
    after: (d) =>
      sh`[ "$(cat ${`${d}/f`})" = new ] && [ "$(cat ${`${d}`}/f.*~)" = old ] && [ "$(stat -c %a ${`${d}/f`})" = 644 ]`,
  },
  {
    name: 'copy: a secret is 0600 and not shown',
    before: (d) => sh`echo old >${`${d}/f`} && chmod 644 ${`${d}/f`}`,
    step: (d) => copy('f', { dest: `${d}/f`, content: canary }),
    because: /content differs \(not shown\)/,
    shows: null,
    after: (d) => sh`[ "$(stat -c %a ${`${d}/f`})" = 600 ] && [ "$(wc -c <${`${d}/f`})" = 13 ]`,
    heals: (d) => [sh`chmod 644 ${`${d}/f`}`, sh`: >${`${d}/f`}`],
  },
  {
    name: 'copy: a file that not everybody may read is not shown',
    before: (d) => sh`echo old >${`${d}/f`} && chmod 600 ${`${d}/f`}`,
    step: (d) => copy('f', { dest: `${d}/f`, content: 'new\n', mode: '0644' }),
    because: /content differs \(not shown\)|content differs/,
    shows: null,
    after: (d) => sh`[ "$(stat -c %a ${`${d}/f`})" = 644 ]`,
  },
  {
    name: 'copy: a link is replaced by the file, and what it pointed at stays',
    before: (d) => sh`echo kept >${`${d}/other`} && ln -s other ${`${d}/f`}`,
    step: (d) => copy('f', { dest: `${d}/f`, content: 'new\n' }),
    because: /is a link to other/,
    after: (d) =>
      sh`[ ! -L ${`${d}/f`} ] && [ "$(cat ${`${d}/other`})" = kept ] && [ "$(stat -c %a ${`${d}/f`})" = 644 ]`,
  },
  {
    name: 'copy: a local file',
    step: (d) => copy('f', { dest: `${d}/a b's`, src: 'small.txt', mode: '0755' }),
    because: /does not exist/,
    shows: 'from the laptop',
    after: (d) => sh`[ "$(cat ${`${d}/a b's`})" = 'from the laptop' ] && [ -x ${`${d}/a b's`} ]`,
  },
  {
    name: 'copy: a big local file is hashed again only when touched',
    step: (d, local) => copy('big', { dest: `${d}/big`, src: `${local}/big.bin`, mode: '0755' }),
    because: /does not exist/,
    shows: null,
    after: (d) =>
      sh`[ "$(wc -c <${`${d}/big`})" = ${bigText.length} ] && [ -f ${`${d}/.big.playbook-sha256`} ]`,
    heals: (d) => [
      sh`chmod 700 ${`${d}/big`}`,
      sh`rm ${`${d}/.big.playbook-sha256`}`,
      sh`echo '{' >${`${d}/.big.playbook-sha256`}`,
      sh`printf X | dd of=${`${d}/big`} conv=notrunc status=none`,
      sh`rm ${`${d}/big`}`,
    ],
  },
  {
    name: 'copy: validated beside, then put in place',
    before: (d) => sh`echo old >${`${d}/app.conf`}`,
    step: (d) =>
      copy('f', {
        dest: `${d}/app.conf`,
        content: 'good\n',
        validate: 'grep -q good %s && basename %s | grep -qx app.conf',
      }),
    because: /content differs/,
    after: (d) => sh`[ "$(cat ${`${d}/app.conf`})" = good ] && [ "$(ls -A ${d})" = app.conf ]`,
    heals: (d) => [sh`mkdir ${`${d}/.app.conf.playbook-new`} && echo bad >${`${d}/app.conf`}`],
  },
  {
    name: 'template: rendered, shown',
    step: (d) =>
      template('t', {
        src: 'demo/app.conf.njk',
        dest: `${d}/app.conf`,
        variables: { name: 'é <&>', debug: null, ports: [1, 2] },
      }),
    because: /does not exist/,
    shows: 'name = é <&>\nport 1\nport 2\n',
    after: (d) =>
      sh`[ "$(sed -n 2p ${`${d}/app.conf`})" = 'port 1' ] && [ "$(stat -c %a ${`${d}/app.conf`})" = 644 ]`,
    heals: (d) => [sh`echo 'port 3' >>${`${d}/app.conf`}`],
  },
  {
    name: 'template: with a secret it is 0600 and not shown',
    step: (d) =>
      template('t', {
        src: 'demo/app.conf.njk',
        dest: `${d}/app.conf`,
        variables: { name: canary, debug: true, ports: [] },
      }),
    because: /does not exist \(not shown\)/,
    shows: null,
    after: (d) => sh`grep -q c4nary ${`${d}/app.conf`} && [ "$(stat -c %a ${`${d}/app.conf`})" = 600 ]`,
  },
  {
    name: 'lineinfile: replaces the last match, keeps the rest and the mode',
    before: (d) => sh`printf 'Port 22\n# x\nPort 2222' >${`${d}/f`} && chmod 640 ${`${d}/f`}`,
    step: (d) => lineinfile('l', { path: `${d}/f`, regexp: '^Port ', line: 'Port 23' }),
    because: /content differs/,
    after: (d) =>
      sh`printf 'Port 22\n# x\nPort 23\n' | cmp - ${`${d}/f`} && [ "$(stat -c %a ${`${d}/f`})" = 640 ]`,
  },
  {
    name: 'lineinfile: edits what a link points at',
    before: (d) => sh`mkdir ${`${d}/etc`} && echo one >${`${d}/etc/f`} && ln -s etc/f ${`${d}/f`}`,
    step: (d) => lineinfile('l', { path: `${d}/f`, line: 'two', insertbefore: 'BOF' }),
    because: /etc\/f: content differs/,
    after: (d) => sh`[ -L ${`${d}/f`} ] && printf 'two\none\n' | cmp - ${`${d}/etc/f`}`,
  },
  {
    name: 'lineinfile: creates the file when told to',
    step: (d) => lineinfile('l', { path: `${d}/f`, line: 'x = 1', create: true, mode: '0600' }),
    because: /does not exist/,
    after: (d) => sh`[ "$(cat ${`${d}/f`})" = 'x = 1' ] && [ "$(stat -c %a ${`${d}/f`})" = 600 ]`,
  },
  {
    name: 'blockinfile: a block stays where it is and is replaced whole',
    before: (d) =>
      sh`printf '127.0.0.1 localhost\n# BEGIN PLAYBOOK MANAGED BLOCK\nold\n# END PLAYBOOK MANAGED BLOCK\nlast\n' >${`${d}/hosts`}`,
    step: (d) => blockinfile('b', { path: `${d}/hosts`, block: '10.0.0.1 a\n10.0.0.2 b\n' }),
    because: /content differs/,
    after: (d) =>
      sh`[ "$(tail -n 1 ${`${d}/hosts`})" = last ] && [ "$(sed -n 3,4p ${`${d}/hosts`} | tr '\n' ,)" = '10.0.0.1 a,10.0.0.2 b,' ]`,
    heals: (d) => [sh`sed -i /10.0.0.2/d ${`${d}/hosts`}`],
  },
]
