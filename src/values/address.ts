import { z } from 'zod'

/** An IPv4 address with the length of its network's prefix: `192.168.14.88/24`. */
export interface AddressWithPrefix {
  readonly address: string
  /** Bits, 1 to 32. */
  readonly prefix: number
}

/** The 32 bits of a dotted IPv4 address, or undefined. Leading zeros are refused: some programs read them as octal. */
function bitsOf(address: string): number | undefined {
  const parts = address.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) {
    return undefined
  }
  return parts.reduce((bits, part) => bits * 256 + Number(part), 0)
}

function networkOf(bits: number, prefix: number): number {
  return Math.floor(bits / 2 ** (32 - prefix))
}

/** True when both addresses are in one network of this prefix length; false when either is no IPv4 address. */
export function sameSubnet(a: string, b: string, prefix: number): boolean {
  const [first, second] = [bitsOf(a), bitsOf(b)]
  return first !== undefined && second !== undefined && networkOf(first, prefix) === networkOf(second, prefix)
}

/** True when the address is in the network that `around` is in. */
export function containsAddress(around: AddressWithPrefix, address: string): boolean {
  return sameSubnet(around.address, address, around.prefix)
}

/** The network's own address and its broadcast address belong to no host (except in /31 and /32). */
function belongsToNoHost(bits: number, prefix: number): boolean {
  const size = 2 ** (32 - prefix)
  return prefix < 31 && (bits % size === 0 || bits % size === size - 1)
}

/** A zod schema for an IPv4 address, kept as text. */
export function ipv4Address(): z.ZodType<string, string> {
  return z
    .string()
    .refine((text) => bitsOf(text) !== undefined, 'must be an IPv4 address such as 192.168.14.88')
}

/** A zod schema for the address of a host with its prefix length, `192.168.14.88/24`, parsed to its two parts. */
export function addressWithPrefix(): z.ZodType<AddressWithPrefix, string> {
  return z.string().transform((text, context) => {
    const [address = '', prefixText = '', ...rest] = text.split('/')
    const prefix = /^[1-9]\d?$/.test(prefixText) ? Number(prefixText) : Infinity
    const bits = bitsOf(address)
    if (bits === undefined || prefix > 32 || rest.length > 0) {
      context.addIssue('must be an IPv4 address with the length of its prefix, such as 192.168.14.88/24')
      return z.NEVER
    }
    if (belongsToNoHost(bits, prefix)) {
      context.addIssue(
        `is the network's own or its broadcast address with /${prefix}, which no host can have`,
      )
      return z.NEVER
    }
    return { address, prefix }
  })
}
