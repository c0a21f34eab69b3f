import { ConfigError } from '@shoal/protocol/environment'
import { expect, it } from 'vitest'
import { loadConfig } from './config.ts'

it('works with nothing set', () => {
  expect(loadConfig({})).toMatchObject({ rtmpPort: 1935, originPort: 8080, segmentSeconds: 2, reconnectSeconds: 60 })
})

it('takes an empty value as none', () => {
  expect(loadConfig({ SHOAL_RTMP_PORT: '', SHOAL_HOST: '', SHOAL_FFMPEG: '' })).toEqual(loadConfig({}))
})

it('opens RTMPS when it has a port, a certificate and a key', () => {
  expect(loadConfig({ SHOAL_TLS_CERT: '/c.pem', SHOAL_TLS_KEY: '/k.pem' }).rtmps).toBeNull()
  const files = { SHOAL_TLS_CERT: '/c.pem', SHOAL_TLS_KEY: '/k.pem' }
  const rtmps = { port: 1936, certFile: '/c.pem', keyFile: '/k.pem' }
  expect(loadConfig({ SHOAL_RTMPS_PORT: '1936', ...files }).rtmps).toEqual(rtmps)
})

it.each([
  ['SHOAL_RTMPS_PORT', '1936', 'SHOAL_TLS_CERT must name a PEM file, because SHOAL_RTMPS_PORT is 1936'],
  ['SHOAL_RTMP_PORT', '99999', 'SHOAL_RTMP_PORT must be a whole number from 1 to 65535'],
  ['SHOAL_SEGMENT_SECONDS', '2.5', 'SHOAL_SEGMENT_SECONDS must be a whole number of seconds from 1 to 6'],
  ['SHOAL_RECONNECT_SECONDS', '-1', 'SHOAL_RECONNECT_SECONDS must be a whole number of seconds from 0 to 1800'],
  ['DATABASE_URL', 'mysql://x', 'DATABASE_URL must be a PostgreSQL URL'],
])('names %s when it is %s', (name, value, sentence) => {
  expect(() => loadConfig({ [name]: value })).toThrow(ConfigError)
  expect(() => loadConfig({ [name]: value })).toThrow(sentence)
})
