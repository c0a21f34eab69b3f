import { expect, it } from 'vitest'
import { loadSettings } from '../settings.ts'
import { composeScreen } from './screen.ts'

const settings = loadSettings({ SHOAL_DATA: '/srv/shoal', SHOAL_PUBLIC_URL: 'https://live.example.org' })

it('gives a newcomer the setup link, the RTMP server and what to do next, on one screen', () => {
  const screen = composeScreen(settings, { kind: 'new', setupToken: 'abc' })
  expect(screen).toContain('https://live.example.org/setup?token=abc')
  expect(screen).toContain('rtmp://live.example.org:1935/live')
  expect(screen).toContain('npm run test-picture')
  expect(screen).toContain('/srv/shoal/logs')
  expect(screen.split('\n').length).toBeLessThan(24)
})

it('gives an operator who is set up the pages instead', () => {
  const channels = Array.from({ length: 40 }, (_, index) => `channel-${index}`)
  const screen = composeScreen(settings, { kind: 'set-up', channels })
  expect(screen).toContain('https://live.example.org/@channel-0')
  expect(screen).toContain('https://live.example.org/dashboard')
  expect(screen).not.toContain('token')
  expect(screen.split('\n').length).toBeLessThan(24)
})
