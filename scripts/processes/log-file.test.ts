import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openLogFile } from './log-file.ts'
import { parseLogLine, readableLine } from './log-line.ts'

it('a log starts over at its size and keeps the one before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-log-'))
  const path = join(folder, 'logs', 'web.log')
  const log = openLogFile(path, 10)
  for (const line of ['one', 'two', 'three']) log.write(line)
  expect(await readFile(`${path}.1`, 'utf8')).toBe('one\ntwo\n')
  expect(await readFile(path, 'utf8')).toBe('three\n')
  openLogFile(path, 10).write('four')
  expect(await readFile(`${path}.1`, 'utf8')).toBe('three\n')
  await rm(folder, { recursive: true })
})

it('a line of pino is its message and error, any other line is itself', () => {
  expect(readableLine('{"level":50,"msg":"no picture","err":{"message":"gone"}}')).toBe('no picture: gone')
  expect(readableLine('  plain ')).toBe('plain')
  expect(parseLogLine('{"level":40,"msg":"careful"}')).toMatchObject({ level: 40 })
  expect(parseLogLine('{"not":"pino"}')).toBeNull()
  expect(parseLogLine('{broken')).toBeNull()
})
