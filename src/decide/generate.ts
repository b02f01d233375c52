import { randomBytes, randomInt } from 'node:crypto'

/** Nothing that is misread (0 O, 1 l I) and nothing that a shell, my.cnf or a URL treats specially. */
const classes = ['abcdefghijkmnopqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '-_.'] as const
const letters = classes[0] + classes[1]
const alphabet = classes.join('')

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length))
}

function refuseShort(length: number): void {
  if (!Number.isInteger(length) || length < 8) throw new RangeError('a secret has at least 8 characters')
}

/**
 * A random password of at least 8 characters: begins with a letter and has small and capital letters, a digit and a special
 * character, which is what MySQL's validate_password asks for. 5.9 bits a character.
 */
export function generatePassword(length: number): string {
  refuseShort(length)
  for (;;) {
    const password = pick(letters) + Array.from({ length: length - 1 }, () => pick(alphabet)).join('')
    if (classes.every((kind) => [...password].some((character) => kind.includes(character)))) return password
  }
}

/** A random key of this many hexadecimal digits. */
export function generateKey(digits: number): string {
  refuseShort(digits)
  return randomBytes(Math.ceil(digits / 2))
    .toString('hex')
    .slice(0, digits)
}
