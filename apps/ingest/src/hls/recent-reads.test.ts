import { expect, it } from 'vitest'
import { RecentReads } from './recent-reads.ts'

it('reads once for all who ask, and again when others have pushed it out', async () => {
  const reads: string[] = []
  const recent = new RecentReads(25)
  const read = (name: string) => async () => {
    reads.push(name)
    return Buffer.alloc(10)
  }
  const both = await Promise.all([recent.get('a', read('a')), recent.get('a', read('a'))])
  expect(both[0]).toBe(both[1])
  await recent.get('b', read('b'))
  expect(recent.get('a', read('a'))).toBe(both[0])
  await recent.get('c', read('c'))
  await recent.get('a', read('a'))
  await recent.get('b', read('b'))
  expect(reads).toEqual(['a', 'b', 'c', 'b'])
  expect(recent.bytes).toBe(20)
})

it('keeps neither what is not there nor a failure', async () => {
  const recent = new RecentReads(100)
  expect(await recent.get('a', async () => null)).toBeNull()
  await expect(recent.get('a', () => Promise.reject(new Error('EIO')))).rejects.toThrow('EIO')
  expect(await recent.get('a', async () => Buffer.alloc(1))).toHaveLength(1)
})
