import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSettings } from './settings.ts'

describe('settings', () => {
  it('have a default for everything', () => {
    expect(loadSettings({})).toMatchObject({
      dataFolder: resolve('data'),
      secretsFolder: resolve('data/secrets'),
      host: undefined,
      ports: { SHOAL_WEB_PORT: 3000, SHOAL_RTMP_PORT: 1935, SHOAL_ORIGIN_PORT: 8080, SHOAL_TRACKER_PORT: 8000 },
      publicUrl: 'http://localhost:3000',
      rtmpUrl: 'rtmp://localhost:1935/live',
      minFreeMb: 200,
      databaseUrl: undefined,
    })
  })

  it('take an empty string for unset', () => {
    expect(loadSettings({ SHOAL_WEB_PORT: '', SHOAL_DATA: '', DATABASE_URL: '' })).toMatchObject({
      ports: { SHOAL_WEB_PORT: 3000 },
      dataFolder: resolve('data'),
      databaseUrl: undefined,
    })
  })

  it('derive the addresses that people see from the public URL', () => {
    const settings = loadSettings({ SHOAL_PUBLIC_URL: 'https://live.example.org/', SHOAL_RTMP_PORT: '1936' })
    expect(settings.publicUrl).toBe('https://live.example.org')
    expect(settings.rtmpUrl).toBe('rtmp://live.example.org:1936/live')
  })

  it.each([
    [{ SHOAL_WEB_PORT: 'http' }, /^SHOAL_WEB_PORT must be a port number .* is "http"/],
    [{ SHOAL_RTMP_PORT: '70000' }, /^SHOAL_RTMP_PORT must be a port number/],
    [{ SHOAL_RTMPS_PORT: 'no' }, /^SHOAL_RTMPS_PORT must be a port number from 0/],
    [{ SHOAL_TRACKER_PORT: '4190' }, /^SHOAL_TRACKER_PORT must be a port that browsers open, and is "4190"/],
    [{ SHOAL_PUBLIC_URL: 'live.example.org' }, /^SHOAL_PUBLIC_URL must be an http/],
    [{ SHOAL_PUBLIC_URL: 'https://example.org/live' }, /^SHOAL_PUBLIC_URL must be a URL without a path, and is/],
    [{ SHOAL_MIN_FREE_MB: '-1' }, /^SHOAL_MIN_FREE_MB must be a number of megabytes/],
  ])('refuse %j with the name of the variable', (environment, sentence) => {
    expect(() => loadSettings(environment)).toThrow(sentence)
  })

  it('have a TURN server only where it is told which address it relays at', () => {
    const on = { SHOAL_TURN_SERVER: 'on', SHOAL_TURN_RELAY_IP: '10.0.0.7' }
    expect(loadSettings({}).turnServer).toBeUndefined()
    expect(loadSettings(on).turnServer).toEqual({ port: 3478, relayIp: '10.0.0.7', publicIp: '10.0.0.7' })
    expect(loadSettings({ ...on, SHOAL_TURN_EXTERNAL_IP: '203.0.113.7' }).turnServer?.publicIp).toBe('203.0.113.7')
    expect(() => loadSettings({ SHOAL_TURN_SERVER: 'on' })).toThrow(/^SHOAL_TURN_SERVER=on needs SHOAL_TURN_RELAY_IP/)
    expect(() => loadSettings({ ...on, SHOAL_TURN_RELAY_IP: 'eth0' })).toThrow(/^SHOAL_TURN_RELAY_IP must be an IP/)
  })

  it('do not repeat a password in a complaint', () => {
    expect(() => loadSettings({ DATABASE_URL: 'mysql://shoal:hush@db/shoal' })).toThrow(/^DATABASE_URL (?!.*hush)/)
  })
})
