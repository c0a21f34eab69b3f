import { expect, it } from 'vitest'
import { nextPath } from './next-path.ts'

it('goes on to a page of this server', () => {
  expect(nextPath('/dashboard?range=hour')).toBe('/dashboard?range=hour')
})

it.each([undefined, '', 'https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', ['/a', '/b']])(
  'goes to the studio rather than to %j',
  (wanted) => {
    expect(nextPath(wanted)).toBe('/studio')
  },
)
