import { expect, it } from 'vitest'
import { clientNetwork } from './client-network.ts'

it('counts an IPv6 network as one', () => {
  expect(clientNetwork('2001:db8:1:2:3:4:5:6')).toBe(clientNetwork('2001:db8:1:2::99'))
  expect(clientNetwork('2001:db8:1:2::1')).not.toBe(clientNetwork('2001:db8:1:3::1'))
  expect(clientNetwork('203.0.113.5')).toBe('203.0.113.5')
})
