import { createHash } from 'node:crypto'
import { LabFailure } from '../failure.ts'
import type { Lab, LabNode } from '../lab.ts'

/** The first three parts of the lab's /24, for example `10.87.12`. */
export type Network = string

/** Length of the prefix of every address in the lab. */
export const prefixLength = 24

/** The machine's own address on the bridge: gateway, package repository, witness and clients. */
export const bridgeAddress = (network: Network): string => `${network}.1`
export const nodeAddress = (network: Network, node: LabNode): string => `${network}.${node.hostNumber}`
export const virtualAddress = (network: Network): string => `${network}.100`

const toNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

/** Whether two IPv4 ranges in CIDR notation share an address; a bare address counts as /32. */
export function overlaps(one: string, other: string): boolean {
  const [first, second] = [one, other].map((range) => {
    const [address = '', length = '32'] = range.split('/')
    return { start: toNumber(address), length: Number(length) }
  }) as [{ start: number; length: number }, { start: number; length: number }]
  const size = 2 ** (32 - Math.min(first.length, second.length))
  return Math.floor(first.start / size) === Math.floor(second.start / size)
}

/**
 * Picks the lab's 10.x.y.0/24: the first one, counted from where the lab's id points, that overlaps none of the ranges in
 * use on this machine (CIDR).
 */
export function chooseNetwork(lab: Pick<Lab, 'id'>, rangesInUse: readonly string[]): Network {
  const start = createHash('sha256').update(lab.id).digest().readUInt16BE(0)
  for (let offset = 0; offset < 65_536; offset += 1) {
    const candidate = (start + offset) % 65_536
    const network = `10.${candidate >> 8}.${candidate & 255}`
    if (!rangesInUse.some((range) => overlaps(range, `${network}.0/${prefixLength}`))) return network
  }
  throw new LabFailure('no 10.x.y.0/24 is free on this machine', 2)
}

/** The IPv4 ranges in the output of `ip -json -4 route show table all`: routes of this machine except the default one. */
export function rangesOfRoutes(json: string): string[] {
  const routes = JSON.parse(json) as { dst?: string }[]
  return routes.flatMap(({ dst }) => (dst === undefined || dst === 'default' ? [] : [dst]))
}
