import { expect, it } from 'vitest'
import { nextPath, startPath } from './next-path.ts'

it('goes on to a page of this server', () => {
  expect(nextPath('/dashboard?range=hour')).toBe('/dashboard?range=hour')
})

it.each([undefined, '', 'https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', ['/a', '/b']])(
  'does not go to %j',
  (wanted) => {
    expect(nextPath(wanted)).toBeNull()
  },
)

it('begins in the studio for who has one, and at home for others', () => {
  expect([startPath('operator'), startPath('streamer'), startPath('moderator')]).toEqual(['/studio', '/studio', '/'])
})
