import { describe, expect, it } from 'vitest'
import { originBase, pageAddress, pageOrigin, rtmpUrl, trackerOrigins, trackersOf } from './addresses.ts'
import { loadConfig } from './config.ts'

const BROADCAST = 'abcdefghij0123456789'
const plain = loadConfig({})
const proxied = loadConfig({
  SHOAL_PUBLIC_URL: 'https://watch.example',
  SHOAL_ORIGIN_URL: 'https://watch.example/',
  SHOAL_TRACKER_URL: 'https://watch.example',
  SHOAL_TRUST_PROXY: 'on',
})

const page = (host: string, config = plain, more = {}) => pageAddress(new Headers({ host, ...more }), config)

describe('where a browser finds things', () => {
  it('is the host that the page was asked for at, with each part’s port', () => {
    const at = page('192.168.1.5:3000')
    expect(pageOrigin(at)).toBe('http://192.168.1.5:3000')
    expect(originBase(at, plain)).toBe('http://192.168.1.5:8080')
    expect(trackersOf(at, plain, BROADCAST)).toEqual({
      trackerUrls: ['ws://192.168.1.5:8000/swarm'],
      telemetryUrl: 'http://192.168.1.5:8000/swarm/telemetry',
    })
    expect(rtmpUrl(at, plain.rtmp)).toBe('rtmp://192.168.1.5:1935/live')
  })

  it('keeps the brackets of an IPv6 host', () => {
    expect(originBase(page('[::1]:3000'), plain)).toBe('http://[::1]:8080')
  })

  it('is what the settings say where they say it, encrypted as they are', () => {
    const at = page('watch.example', proxied)
    expect(pageOrigin(at)).toBe('https://watch.example')
    expect(originBase(at, proxied)).toBe('https://watch.example')
    expect(trackersOf(at, proxied, BROADCAST).trackerUrls).toEqual(['wss://watch.example/swarm'])
    expect(rtmpUrl(at, proxied.rtmp)).toBe('rtmp://watch.example:1935/live')
  })

  it('is the page’s own address where a proxy routes by path', () => {
    const routed = loadConfig({ SHOAL_ORIGIN_URL: '/', SHOAL_TRACKER_URL: '/', SHOAL_TRUST_PROXY: 'on' })
    const at = page('watch.example:8443', routed, { 'x-forwarded-proto': 'https' })
    expect(originBase(at, routed)).toBe('https://watch.example:8443')
    expect(trackersOf(at, routed, BROADCAST)).toEqual({
      trackerUrls: ['wss://watch.example:8443/swarm'],
      telemetryUrl: 'https://watch.example:8443/swarm/telemetry',
    })
  })

  it('is one tracker of several for a broadcast, telemetry included, and all of them for the page’s policy', () => {
    const many = loadConfig({ SHOAL_TRACKER_URL: 'https://one.example,https://two.example/,/' })
    const at = page('watch.example', many)
    const { trackerUrls, telemetryUrl } = trackersOf(at, many, BROADCAST)
    const all = ['wss://one.example/swarm', 'wss://two.example/swarm', 'ws://watch.example/swarm']
    expect([...trackerUrls].sort()).toEqual(all.sort())
    expect(`${telemetryUrl}`).toBe(`${trackerUrls[0]?.replace(/^ws/, 'http')}/telemetry`)
    expect(trackerOrigins(at, many)).toContain('wss://one.example')
    expect(trackerOrigins(at, many)).toContain('http://watch.example')
  })

  it('believes X-Forwarded-Proto only where the proxy is trusted', () => {
    const forwarded = { 'x-forwarded-proto': 'https' }
    expect(page('other.example', proxied, forwarded).protocol).toBe('https:')
    expect(page('other.example', plain, forwarded).protocol).toBe('http:')
  })

  it.each(['', 'a b', 'evil.example/path', 'user@evil.example', '*.example', 'x?y'])(
    'falls back to the public URL for the host %j',
    (host) => {
      const headers = { get: (name: string) => (name === 'host' ? host : null) }
      expect(pageAddress(headers, plain).host).toBe('localhost:3000')
    },
  )
})
