const root = '/opt/playbook-bench'

function numbered(count: number, name: (number: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, index) => name(index + 1))
}

/** What the typical steps make true; the floor's script looks at the same. The directories stand first: the files are in them. */
export const expected = {
  directories: numbered(10, (number) => `${root}/directory${number}`),
  copies: numbered(10, (number) => `${root}/directory${number}/copied.txt`),
  templates: numbered(5, (number) => `${root}/directory${number}/rendered.conf`),
  lines: numbered(5, (number) => `${root}/directory${number}/edited.conf`),
  users: numbered(3, (number) => `bench${number}`),
  services: ['ssh', 'dbus'],
  commands: numbered(4, (number) => `${root}/directory${number}/made`),
} as const
