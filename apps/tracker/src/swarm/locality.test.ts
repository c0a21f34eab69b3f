import { expect, it } from 'vitest'
import { addressBlock, createLocate } from './locality.ts'

it.each([
  ['192.0.2.7', '192.0.2'],
  ['2001:db8:12:3400::1', '2001:db8:12'],
  ['2001:0DB8:0012::', '2001:db8:12'],
  ['2001:db8::1', '2001:db8:0'],
  ['::1', '0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0'],
  ['1:2:3:4:5:6:7:8', '1:2:3'],
  ['nowhere', undefined],
])('takes %s to be in the block %s', (address, block) => {
  expect(addressBlock(address)).toBe(block)
})

it('puts neighbours in one group and others in another, whatever family their sockets are of', () => {
  const locate = createLocate()
  const [one] = locate('192.0.2.7')
  expect(locate('192.0.2.250')[0]).toBe(one)
  expect(locate('::ffff:192.0.2.9')[0]).toBe(one)
  expect(locate('192.0.3.7')[0]).not.toBe(one)
  expect(locate(undefined)).toEqual([undefined, undefined, undefined])
})

it('keeps no address, and names the same block otherwise in each process', () => {
  const [one] = createLocate()('192.0.2.7')
  const [other] = createLocate()('192.0.2.7')
  expect(one).not.toBe(other)
  expect(one).toMatch(/^[\w+/]{10}$/)
})

it('adds the system and the country where databases know them', () => {
  const lookups = { system: () => 64_500, country: () => 'NL' }
  expect(createLocate({ lookups })('192.0.2.7').slice(1)).toEqual(['AS64500', 'NL'])
})
