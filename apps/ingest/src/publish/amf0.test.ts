import { expect, it } from 'vitest'
import { AmfError, readAmf0, writeAmf0 } from './amf0.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

it('reads what it writes', () => {
  const values = ['connect', 1, null, undefined, true, { app: 'live', list: ['hvc1', 'av01'], caps: { hvc1: 1 } }, 'é✓']
  expect(readAmf0(writeAmf0(...values), 10)).toEqual(values)
})

it.each([
  ['a number', '\0\x40\x09\x21\xfb\x54\x44\x2d\x18', Math.PI],
  ['a text', '\x02\0\x03abc', 'abc'],
  ['a long text', '\x0c\0\0\0\x03abc', 'abc'],
  ['an associative list', '\x08\0\0\0\x09\0\x01a\x01\x01\0\x01b\x05\0\0\x09', { a: true, b: null }],
  ['a typed object', '\x10\0\x03abc\0\x01a\x06\0\0\x09', { a: undefined }],
  ['a list', '\x0a\0\0\0\x02\x01\x01\x01\0', [true, false]],
  ['a date', '\x0b\x40\x09\x21\xfb\x54\x44\x2d\x18\0\0', Math.PI],
  ['a field whose name is empty', '\x03\0\0\x05\0\0\x09', { '': null }],
  ['a field named like a prototype', '\x03\0\x09__proto__\x05\0\0\x09', Object.fromEntries([['__proto__', null]])],
])('reads %s, and finds what follows', (_, encoded, value) => {
  expect(readAmf0(bytes(`${encoded}\x05`), 2)).toEqual([value, null])
})

it('reads no more values than it is asked for', () => {
  expect(readAmf0(bytes('\x05\x05\xff'), 2)).toEqual([null, null])
})

it.each([
  ['nothing after a marker', '\0'],
  ['a text that ends too soon', '\x02\xff\xffabc'],
  ['a long text that ends too soon', '\x0c\xff\xff\xff\xffabc'],
  ['an object without an end', '\x03\0\x01a\x05'],
  ['a list of 4 thousand million', '\x0a\xff\xff\xff\xff\x05'],
  ['a list of more than is there', '\x0a\0\0\0\x09\x05'],
  ['AMF3', '\x11\x0a'],
  ['lists in lists in lists', '\x0a\0\0\0\x01'.repeat(10_000)],
  ['objects in objects in objects', '\x03\0\x01a'.repeat(10_000)],
  ['more values than anybody means', `\x03${'\0\x01a\x05'.repeat(10_000)}\0\0\x09`],
])('refuses %s', (_, encoded) => {
  expect(() => readAmf0(bytes(encoded), 100)).toThrow(AmfError)
})
