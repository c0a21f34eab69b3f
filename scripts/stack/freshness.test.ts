import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeIfStale } from './freshness.ts'

describe('what is made from files', () => {
  let root: string
  const made = { name: 'thing', inputs: ['src', 'lock.json'], output: 'out' }
  const make = vi.fn(() => writeFile(join(root, 'out'), ''))

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'shoal-fresh-'))
    await mkdir(join(root, 'src', 'deep'), { recursive: true })
    await writeFile(join(root, 'src', 'deep', 'a.ts'), '1')
    await writeFile(join(root, 'lock.json'), '{}')
    make.mockClear()
  })
  afterEach(() => rm(root, { recursive: true }))

  it('is made once, and again when a file changes', async () => {
    expect(await makeIfStale(made, make, root)).toBe('made')
    expect(await makeIfStale(made, make, root)).toBe('fresh')
    await writeFile(join(root, 'src', 'deep', 'a.ts'), '2')
    expect(await makeIfStale(made, make, root)).toBe('made')
    await writeFile(join(root, 'src', 'b.ts'), '')
    expect(await makeIfStale(made, make, root)).toBe('made')
    expect(make).toHaveBeenCalledTimes(3)
  })

  it('is made again when its output is gone', async () => {
    await makeIfStale(made, make, root)
    await rm(join(root, 'out'))
    expect(await makeIfStale(made, make, root)).toBe('made')
  })

  it('does not count as made when making it failed', async () => {
    await expect(makeIfStale(made, () => Promise.reject(new Error('no')), root)).rejects.toThrow('no')
    expect(await makeIfStale(made, make, root)).toBe('made')
  })

  it('is not made again for tests, or for what tools leave behind', async () => {
    await makeIfStale(made, make, root)
    await mkdir(join(root, 'src', 'node_modules'))
    await writeFile(join(root, 'src', 'shoal-player.js'), '')
    await writeFile(join(root, 'src', 'node_modules', 'x.js'), '')
    await writeFile(join(root, 'src', 'a.test.ts'), '')
    expect(await makeIfStale(made, make, root)).toBe('fresh')
  })

  it('made by somebody else is taken as it is where that is asked for', async () => {
    await writeFile(join(root, 'out'), '')
    expect(await makeIfStale({ ...made, trustUnstamped: true }, make, root)).toBe('fresh')
    expect(await makeIfStale(made, make, root)).toBe('made')
  })
})
