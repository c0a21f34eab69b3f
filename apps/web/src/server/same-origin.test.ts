import { describe, expect, it } from 'vitest'
import { isSameOrigin } from './same-origin.ts'

const check = (headers: Record<string, string>) => isSameOrigin(new Headers({ host: '192.168.1.5:3000', ...headers }))

describe('isSameOrigin', () => {
  it('lets our own pages and plain clients through', () => {
    expect(check({})).toBe(true)
    expect(check({ origin: 'http://192.168.1.5:3000', 'sec-fetch-site': 'same-origin' })).toBe(true)
  })

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'http://192.168.1.5:4000' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://192.168.1.5:3000' },
  ])('refuses %j', (headers) => {
    expect(check(headers)).toBe(false)
  })
})
