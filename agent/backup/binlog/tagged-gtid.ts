const uuidBytes = 16

/**
 * The GTID of a GTID_TAGGED_LOG_EVENT (MySQL 8.3 and newer): a message of numbered fields, of which the first four, always
 * there, are the flags, the UUID, the number and the tag. The tag is empty for none.
 * @param body what follows the header
 * @throws RangeError when the fields are others
 */
export function decodeTaggedGtid(body: Buffer): { uuid: Buffer; number: bigint; tag: string } {
  const fields = new FieldReader(body)
  // The format's version, the message's size, and the last field that a reader must know.
  for (let i = 0; i < 3; i++) fields.unsigned()
  fields.begin(0)
  fields.unsigned()
  fields.begin(1)
  const uuid = Buffer.from(Array.from({ length: uuidBytes }, () => Number(fields.unsigned())))
  fields.begin(2)
  const number = fields.signed()
  fields.begin(3)
  return { uuid, number, tag: fields.text() }
}

class FieldReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  begin(field: number): void {
    const found = this.unsigned()
    if (found !== BigInt(field)) throw new RangeError(`field ${field} expected, ${found} found`)
  }

  /** The ones at the low end of the first byte tell how many bytes follow; the value stands above them and a zero. */
  unsigned(): bigint {
    const first = this.#bytes.readUInt8(this.#at)
    const following = trailingOnes(first)
    let value = 0n
    for (let i = following; i > 0; i--) value = (value << 8n) | BigInt(this.#bytes.readUInt8(this.#at + i))
    this.#at += following + 1
    // Nine bytes: the first one is all ones, and holds nothing.
    return following === 8 ? value : (value << BigInt(7 - following)) | BigInt(first >> (following + 1))
  }

  /** The lowest bit is the sign. */
  signed(): bigint {
    const value = this.unsigned()
    return (value & 1n) === 0n ? value >> 1n : -(value >> 1n) - 1n
  }

  text(): string {
    const length = Number(this.unsigned())
    const end = this.#at + length
    if (end > this.#bytes.length) throw new RangeError(`a text of ${length} bytes does not fit`)
    const text = this.#bytes.toString('latin1', this.#at, end)
    this.#at = end
    return text
  }
}

function trailingOnes(byte: number): number {
  let count = 0
  while (count < 8 && (byte >> count) & 1) count++
  return count
}
