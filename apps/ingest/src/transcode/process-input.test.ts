import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { ProcessInput } from './process-input.ts'

const PIECE = 65_536

it('knows what a child has taken, and what still waits', async () => {
  const pipe = new PassThrough({ highWaterMark: 1 })
  const input = new ProcessInput(pipe, 100)
  for (let i = 0; i < 100; i++) input.write([Buffer.alloc(PIECE)], i * 40)
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
  const input = new ProcessInput(pipe, 100)
  input.write([Buffer.from('a')], 0)
  input.end()
  input.write([Buffer.from('b')], 40)
  const chunks: Buffer[] = []
  for await (const chunk of pipe) chunks.push(Buffer.from(chunk))
  expect(Buffer.concat(chunks).toString()).toBe('a')
})

it('survives a child that is gone', async () => {
  const pipe = new PassThrough()
  const input = new ProcessInput(pipe, 100)
  pipe.destroy()
  await once(pipe, 'close')
  expect(() => input.write([Buffer.from('a')], 0)).not.toThrow()
})

it('joins what can wait with what is written next, and holds no more than it may', async () => {
  const pipe = new PassThrough()
  const input = new ProcessInput(pipe, 100)
  const written: string[] = []
  pipe.on('data', (chunk: Buffer) => written.push(chunk.toString()))
  const write = (text: string, mediaMs: number, canWait: boolean) =>
    input.write([Buffer.from(text.slice(0, 1)), Buffer.from(text.slice(1))], mediaMs, { canWait })
  write('sound ', 20, true)
  expect(input).toMatchObject({ queuedBytes: 6, takenMs: 0 })
  write('key frame', 33, false)
  write('sound ', 41, true)
  write('picture ', 66, true)
  write('sound ', 140, true)
  write('picture', 141, true)
  write('last ', 160, true)
  write('sound', 180, true)
  input.end()
  await once(pipe, 'end')
  expect(written).toEqual(['sound key frame', 'sound picture sound picture', 'last sound'])
})

it('never changes what the pipe still has', async () => {
  const pipe = new PassThrough({ highWaterMark: 1 })
  const input = new ProcessInput(pipe, 100)
  for (const text of ['one ', 'two ', 'three']) input.write([Buffer.from(text)], 0)
  input.end()
  const chunks: Buffer[] = []
  for await (const chunk of pipe) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString()).toBe('one two three')
})
