/** Reads and writes AMF0 (Adobe's AMF 0 specification): bounded in depth and in number, for bytes from strangers. */

export type AmfValue = number | boolean | string | null | undefined | AmfValue[] | { [name: string]: AmfValue }

/** The bytes are no AMF0, or more of it than anybody means well. */
export class AmfError extends Error {
  override name = 'AmfError'
}

const MOST_DEPTH = 8
const MOST_VALUES = 4096

const NUMBER = 0
const BOOLEAN = 1
const STRING = 2
const OBJECT = 3
const NULL = 5
const UNDEFINED = 6
const REFERENCE = 7
const ECMA_ARRAY = 8
const OBJECT_END = 9
const STRICT_ARRAY = 10
const DATE = 11
const LONG_STRING = 12
const UNSUPPORTED = 13
const XML = 15
const TYPED_OBJECT = 16

/** The first so many values; what comes after them is not looked at. @throws AmfError */
export function readAmf0(bytes: Buffer, most: number): AmfValue[] {
  const reader = new Reader(bytes)
  const values: AmfValue[] = []
  while (values.length < most && !reader.isAtEnd) values.push(reader.readValue(0))
  return values
}

class Reader {
  readonly #bytes: Buffer
  #at = 0
  #valuesLeft = MOST_VALUES

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  readValue(depth: number): AmfValue {
    if (depth > MOST_DEPTH) throw new AmfError('values within values within values')
    this.#valuesLeft -= 1
    if (this.#valuesLeft < 0) throw new AmfError('too many values')
    const marker = this.#bytes.readUInt8(this.#take(1))
    switch (marker) {
      case NUMBER:
        return this.#bytes.readDoubleBE(this.#take(8))
      case BOOLEAN:
        return this.#bytes.readUInt8(this.#take(1)) !== 0
      case STRING:
        return this.#readText(this.#bytes.readUInt16BE(this.#take(2)))
      case LONG_STRING:
      case XML:
        return this.#readText(this.#bytes.readUInt32BE(this.#take(4)))
      case NULL:
        return null
      case UNDEFINED:
      case UNSUPPORTED:
        return undefined
      case REFERENCE:
        this.#take(2)
        return undefined
      case DATE:
        return this.#readDate()
      case STRICT_ARRAY:
        return this.#readItems(depth)
      case ECMA_ARRAY:
        this.#take(4) // a count that nobody keeps to
        return this.#readFields(depth)
      case TYPED_OBJECT:
        this.#readText(this.#bytes.readUInt16BE(this.#take(2)))
        return this.#readFields(depth)
      case OBJECT:
        return this.#readFields(depth)
      default:
        throw new AmfError(`a value of type ${marker}`)
    }
  }

  #readFields(depth: number): { [name: string]: AmfValue } {
    // Without a prototype, so that no name means anything.
    const fields: { [name: string]: AmfValue } = Object.create(null)
    for (;;) {
      const name = this.#readText(this.#bytes.readUInt16BE(this.#take(2)))
      if (name === '' && this.#bytes[this.#at] === OBJECT_END) break
      fields[name] = this.readValue(depth + 1)
    }
    this.#take(1)
    return fields
  }

  #readItems(depth: number): AmfValue[] {
    const count = this.#bytes.readUInt32BE(this.#take(4))
    if (count > this.#valuesLeft) throw new AmfError('too many values')
    return Array.from({ length: count }, () => this.readValue(depth + 1))
  }

  /** Milliseconds; the time zone after them is reserved. */
  #readDate(): number {
    const time = this.#bytes.readDoubleBE(this.#take(8))
    this.#take(2)
    return time
  }

  #readText(length: number): string {
    const start = this.#take(length)
    return this.#bytes.toString('utf8', start, start + length)
  }

  /** Where so many bytes begin, once it is sure that they are there. */
  #take(length: number): number {
    const start = this.#at
    if (length > this.#bytes.length - start) throw new AmfError('a value ends too soon')
    this.#at += length
    return start
  }
}

/** Numbers, texts, `null`, lists and objects, as an answer to a command needs them. */
export function writeAmf0(...values: readonly AmfValue[]): Buffer {
  return Buffer.concat(values.map(writeValue))
}

function writeValue(value: AmfValue): Buffer {
  if (value === null) return Buffer.from([NULL])
  if (value === undefined) return Buffer.from([UNDEFINED])
  if (typeof value === 'boolean') return Buffer.from([BOOLEAN, value ? 1 : 0])
  if (typeof value === 'string') return Buffer.concat([Buffer.from([STRING]), writeName(value)])
  if (typeof value === 'number') {
    const number = Buffer.alloc(9)
    number.writeDoubleBE(value, 1)
    return number
  }
  if (Array.isArray(value)) {
    const head = Buffer.from([STRICT_ARRAY, 0, 0, 0, 0])
    head.writeUInt32BE(value.length, 1)
    return Buffer.concat([head, ...value.map(writeValue)])
  }
  const fields = Object.entries(value).flatMap(([name, field]) => [writeName(name), writeValue(field)])
  return Buffer.concat([Buffer.from([OBJECT]), ...fields, Buffer.from([0, 0, OBJECT_END])])
}

function writeName(name: string): Buffer {
  const text = Buffer.from(name)
  const head = Buffer.alloc(2)
  head.writeUInt16BE(text.length)
  return Buffer.concat([head, text])
}
