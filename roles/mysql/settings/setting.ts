import semver from 'semver'
import type { Capabilities, Capability } from '../../../src/mysql/capabilities.ts'
import type { ServerVersion } from '../../../src/mysql/version.ts'

/** All that the values of my.cnf depend on. Sizes in bytes, times in the unit of their name. */
export interface SettingContext {
  readonly version: ServerVersion
  readonly can: Capabilities
  readonly install: 'tarball' | 'package'
  /** Semi-synchronous replication is there. */
  readonly semisync: boolean
  readonly memoryBytes: number
  readonly port: number
  /** By which the other node reaches this one. */
  readonly address: string
  readonly serverId: number
  readonly maxConnections: number
  /** How many files the server may open. */
  readonly openFiles: number
  readonly paths: SettingPaths
  readonly choices: SettingChoices
}

export interface SettingPaths {
  readonly basedir: string
  readonly datadir: string
  readonly logDirectory: string
  readonly tmpdir: string
  readonly socket: string
  readonly pidFile: string
  /** Where the unpacked server keeps its plugins and messages: builds differ. Empty for a package, which knows. */
  readonly pluginDirectory: string
  readonly messagesDirectory: string
  /** Holds server-cert.pem and server-key.pem where the server makes none itself. */
  readonly tlsDirectory: string
}

/** What the customer decided. */
export interface SettingChoices {
  readonly characterSet: string
  /** A collation's name, or `standard`: the one that the series is best with. */
  readonly collation: string
  readonly isolationLevel: string
  readonly lowerCaseTableNames: string
  readonly semisyncPolicy: string
  readonly semisyncTimeoutMilliseconds: number
}

export type SettingValue = string | number

/** One line of my.cnf: a name that some releases know, its value, and why it stands there. */
export interface Setting {
  readonly name: string
  readonly value: SettingValue | ((context: SettingContext) => SettingValue)
  /** One line; becomes the comment above the setting. */
  readonly why: string
  /** Every release when absent. */
  readonly when?: (context: SettingContext) => boolean
}

export interface SettingGroup {
  readonly title: string
  readonly settings: readonly Setting[]
}

type When = (context: SettingContext) => boolean

/** Holds for the releases of MySQL (and Percona) within a semver range. */
export function mysql(range: string): When {
  return ({ version }) => version.flavour !== 'mariadb' && semver.satisfies(version.number, range)
}

/** Holds for the releases of MariaDB within a semver range; all by default. */
export function mariadb(range = '*'): When {
  return ({ version }) => version.flavour === 'mariadb' && semver.satisfies(version.number, range)
}

export function either(...conditions: readonly When[]): When {
  return (context) => conditions.some((condition) => condition(context))
}

export function can(capability: Capability): When {
  return (context) => context.can[capability]
}

/** The server comes from a tarball, so nothing but my.cnf tells it where it lives. */
export const fromTarball: When = ({ install }) => install === 'tarball'

export const mebibyte = 2 ** 20
export const gibibyte = 2 ** 30

/** Bytes as my.cnf writes them, in the largest unit that keeps them whole: `11G`, `384M`. */
export function sizeText(bytes: number): string {
  if (bytes % gibibyte === 0) return `${bytes / gibibyte}G`
  return `${Math.floor(bytes / mebibyte)}M`
}
