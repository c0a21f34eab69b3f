import { expect, it } from 'vitest'
import { createGuessLimit, networkOf } from './guess-limit.ts'

it('blocks an address after so many guesses, and no other one', async () => {
  const limit = createGuessLimit({ guesses: 3, seconds: 60 })
  for (let i = 0; i < 3; i++) {
    expect(await limit.isBlocked('192.0.2.1')).toBe(false)
    await limit.countGuess('192.0.2.1')
  }
  expect(await limit.isBlocked('192.0.2.1')).toBe(true)
  await limit.countGuess('192.0.2.1')
  expect(await limit.isBlocked('::ffff:192.0.2.1')).toBe(true)
  expect(await limit.isBlocked('192.0.2.2')).toBe(false)
})

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('takes %s as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
