/** A small database of IPv4 addresses in MaxMind's format (MaxMind DB File Format Specification 2.0), made in memory. */

/** `network` is such as `192.0.2.0/24`; texts have at most 28 characters. */
type Row = { network: string; value: Value }
type Value = string | number | { [name: string]: Value }

const STRING = 2
const UINT16 = 5
const UINT32 = 6
const MAP = 7

export function makeMmdb(rows: readonly Row[]): Buffer {
  const nodes: [number, number][] = [[-1, -1]]
  const values: Buffer[] = []
  for (const { network, value } of rows) {
    place(nodes, network, -2 - Buffer.concat(values).length) // a place in the data is a number under -1
    values.push(encode(value))
  }
  const tree = Buffer.concat(nodes.map(([left, right]) => Buffer.concat([record(left), record(right)])))
  return Buffer.concat([tree, Buffer.alloc(16), ...values, Buffer.from('abcdef', 'hex'), encodeMetadata(nodes.length)])

  function record(next: number): Buffer {
    const bytes = Buffer.alloc(3)
    bytes.writeUIntBE(next >= 0 ? next : next === -1 ? nodes.length : nodes.length + 16 - next - 2, 0, 3)
    return bytes
  }
}

function place(nodes: [number, number][], network: string, leaf: number): void {
  const [address = '', length = ''] = network.split('/')
  const bits = address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')
    .slice(0, Number(length))
  let node = nodes[0]
  for (const [depth, bit] of [...bits].entries()) {
    if (!node) return
    const side = bit === '0' ? 0 : 1
    if (depth === bits.length - 1) node[side] = leaf
    else if (node[side] === -1) node[side] = nodes.push([-1, -1]) - 1
    node = nodes[node[side]]
  }
}

function encode(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([Buffer.from([(STRING << 5) | value.length]), Buffer.from(value)])
  if (typeof value === 'number') return uint(UINT32, 4, value)
  const pairs = Object.entries(value).flatMap(([name, held]) => [encode(name), encode(held)])
  return Buffer.concat([Buffer.from([(MAP << 5) | (pairs.length / 2)]), ...pairs])
}

function uint(type: number, length: number, value: number): Buffer {
  const bytes = Buffer.alloc(1 + length)
  bytes.writeUInt8((type << 5) | length)
  bytes.writeUIntBE(value, 1, length)
  return bytes
}

function encodeMetadata(nodeCount: number): Buffer {
  const fields = [
    ['node_count', uint(UINT32, 4, nodeCount)],
    ['record_size', uint(UINT16, 2, 24)],
    ['ip_version', uint(UINT16, 2, 4)],
    ['database_type', encode('Made')],
    ['languages', Buffer.from([0, 4])], // an empty array
    ['binary_format_major_version', uint(UINT16, 2, 2)],
    ['binary_format_minor_version', uint(UINT16, 2, 0)],
    ['build_epoch', uint(UINT32, 4, 1)],
    ['description', Buffer.from([MAP << 5])],
  ] as const
  const pairs = fields.flatMap(([name, bytes]) => [encode(name), bytes])
  return Buffer.concat([Buffer.from('MaxMind.com'), Buffer.from([(MAP << 5) | fields.length]), ...pairs])
}
