import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { recipeOf } from '../../../lab/base/build.ts'
import { serverVersion } from '../../../lab/base/server.ts'
import { defaultFlavour, flavourOf, flavours } from '../../../lab/flavours.ts'

describe('the flavours of the lab', () => {
  const found: readonly [flavour: string, source: string, own: string | undefined][] = [
    ['mysql97', '9.7.4-2', '9.7.4'],
    ['mysql97', '1:9.10.0-1', '9.10.0'],
    ['mysql97', '10.0.1-1', undefined],
    ['mariadb1011', '1:10.11.18-0+deb12u1', '10.11.18'],
    ['mariadb1011', '1:11.8.6-0+deb13u1', undefined],
    ['mysql56', '5.6.24002', '5.6.24'],
    ['mysql56', '5.6.24', undefined],
    ['mysql56', '5.7.24002', undefined],
  ]
  for (const [name, source, own] of found)
    test(`${source} for ${name} is ${own ?? 'refused in one line'}`, () => {
      const version = () => serverVersion(flavourOf(name), source)
      if (own === undefined) assert.throws(version, /this lab needs .*; .* there is /)
      else assert.equal(version(), own)
    })

  test('each has a recipe of its own, so that bases never mix', () => {
    const names = Object.keys(flavours)
    assert.equal(new Set(names.map(recipeOf)).size, names.length)
    assert.ok(names.includes(defaultFlavour))
  })

  test('one that does not exist is refused with the list', () => {
    assert.throws(() => flavourOf('mysql55'), /no flavour mysql55: one of mysql97, mariadb1011, mysql56/)
    assert.throws(() => flavourOf('toString'), /no flavour/)
  })
})
