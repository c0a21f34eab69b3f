import { expect, it } from 'vitest'
import { readAddresses } from './addresses.ts'

const BASE = 'https://page.example/tv/'
const read = (attributes: Record<string, string>) => readAddresses((name) => attributes[name] ?? null, BASE)

it('reads a playlist’s addresses as from the page, and a channel before all else', () => {
  const none = { tickets: null, swarm: null }
  expect(read({ src: 'a.m3u8' })).toEqual({ kind: 'playlist', src: `${BASE}a.m3u8`, ...none })
  expect(read({ src: '/a.m3u8', swarm: 'https://live.example' })).toMatchObject({ swarm: 'https://live.example/' })
  expect(read({ src: 'http://', channel: '/@harbour' })).toMatchObject({
    server: { ticket: 'https://page.example/embed/%40harbour/ticket' },
  })
  expect([read({}), read({ src: '' })]).toEqual([{ kind: 'nothing' }, { kind: 'nothing' }])
})

it('says which one is wrong', () => {
  expect(read({ src: 'a.m3u8', tickets: 'http://' })).toEqual({
    kind: 'wrong',
    message: 'tickets is no address: http://',
  })
  expect(read({ channel: '' })).toMatchObject({ kind: 'wrong' })
})
