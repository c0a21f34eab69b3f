import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { ProcessInput } from './process-input.ts'

const PIECE = 65_536

it('knows what a child has taken, and what still waits', async () => {
  const pipe = new PassThrough({ highWaterMark: 1 })
  const input = new ProcessInput(pipe)
  for (let i = 0; i < 100; i++) input.write(Buffer.alloc(PIECE), i * 40)
  expect(input.queuedBytes).toBeGreaterThan(97 * PIECE)
  expect(input.takenMs).toBeLessThan(3 * 40)
  let bytes = 0
  pipe.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  input.end()
  await once(pipe, 'end')
  expect(bytes).toBe(100 * PIECE)
  expect(input).toMatchObject({ queuedBytes: 0, takenMs: 99 * 40 })
})

it('takes nothing after its end', async () => {
  const pipe = new PassThrough()
  const input = new ProcessInput(pipe)
  input.write(Buffer.from('a'), 0)
  input.end()
  input.write(Buffer.from('b'), 40)
  const chunks: Buffer[] = []
  for await (const chunk of pipe) chunks.push(Buffer.from(chunk))
  expect(Buffer.concat(chunks).toString()).toBe('a')
})

it('survives a child that is gone', async () => {
  const pipe = new PassThrough()
  const input = new ProcessInput(pipe)
  pipe.destroy()
  await once(pipe, 'close')
  expect(() => input.write(Buffer.from('a'), 0)).not.toThrow()
})

it('joins what can wait with what is written next', async () => {
  const pipe = new PassThrough()
  const input = new ProcessInput(pipe)
  const written: string[] = []
  pipe.on('data', (chunk: Buffer) => written.push(chunk.toString()))
  input.write(Buffer.from('sound '), 20, { canWait: true })
  expect(input).toMatchObject({ queuedBytes: 6, takenMs: 0 })
  input.write(Buffer.from('picture'), 33)
  input.write(Buffer.from('sound '), 41, { canWait: true })
  input.write(Buffer.from('more sound'), 62, { canWait: true })
  input.write(Buffer.from('last sound'), 83, { canWait: true })
  input.end()
  await once(pipe, 'end')
  expect(written).toEqual(['sound picture', 'sound more sound', 'last sound'])
})
