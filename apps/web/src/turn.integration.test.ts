/** Our credentials at a real TURN server, from a real browser. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { launchBrowser } from '@shoal/player/testing/launch-browser'
import { DEFAULT_SERVER_SETTINGS } from '@shoal/protocol/server-settings'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from './server/config.ts'
import { swarmPolicy } from './server/swarm-policy.ts'
import { hasTurnServer, type RunningTurnServer, startTurnServer, TURN_SECRET } from './testing/start-turn-server.ts'

const MINUTE_MS = 60_000

const parts = new AsyncDisposableStack()
let turn: RunningTurnServer
let browser: Browser
let page: Page

/** What a viewer's ticket says of ICE servers. */
function iceServers(viewer: { expiresAtMs?: number; secret?: string } = {}) {
  const { expiresAtMs = Date.now() + MINUTE_MS, secret = TURN_SECRET } = viewer
  const config = loadConfig({
    ...{ SHOAL_TURN_URLS: turn.url, SHOAL_TURN_SECRET: secret, SHOAL_P2P_RELAY_ONLY: 'on' },
    SHOAL_STUN_URLS: 'stun:127.0.0.1:3478',
  })
  return swarmPolicy(config, DEFAULT_SERVER_SETTINGS, { session: 'viewer-session-1', expiresAtMs }).iceServers
}

/** Candidates that a browser finds that may relay alone, and its description once it has them all. */
function gather(servers: ReturnType<typeof iceServers>): Promise<{ candidates: string[]; sdp: string }> {
  return page.evaluate(async (iceServers) => {
    const connection = new RTCPeerConnection({ iceServers, iceTransportPolicy: 'relay' })
    const candidates: string[] = []
    connection.createDataChannel('any')
    const done = new Promise<void>((resolve) => {
      connection.onicecandidate = ({ candidate }) => {
        if (candidate) candidates.push(candidate.candidate)
        else resolve()
      }
    })
    await connection.setLocalDescription()
    await done
    const sdp = connection.localDescription?.sdp ?? ''
    connection.close()
    return { candidates, sdp }
  }, servers)
}

describe.skipIf(!hasTurnServer)(
  'a viewer at the TURN server (skipped where coturn’s turnserver is not installed)',
  () => {
    beforeAll(async () => {
      turn = parts.use(await startTurnServer())
      browser = parts.adopt(await launchBrowser(), (running) => running.close())
      page = await browser.newPage()
    })
    afterAll(() => parts.disposeAsync())

    it('gets a relay with the credentials of its ticket, and shows no address of its own', async () => {
      const { candidates, sdp } = await gather(iceServers())
      expect(candidates.length).toBeGreaterThan(0)
      expect(candidates.filter((candidate) => !/ 127\.0\.0\.1 \d+ typ relay /.test(candidate))).toEqual([])
      expect(sdp).toContain('typ relay')
      expect(sdp).not.toMatch(/typ (host|srflx|prflx)/)
      // the field for the related address, which would be the viewer's own, is empty too
      expect(candidates.filter((candidate) => !/raddr 0\.0\.0\.0 rport 0/.test(candidate))).toEqual([])
    })

    it('gets none with another secret, nor when its ticket is over', async () => {
      expect((await gather(iceServers({ secret: 'another secret' }))).candidates).toEqual([])
      expect((await gather(iceServers({ expiresAtMs: Date.now() - MINUTE_MS }))).candidates).toEqual([])
    })

    it('reaches another viewer through it', async () => {
      const message = await page.evaluate(async (iceServers) => {
        const [a, b] = [0, 1].map(() => new RTCPeerConnection({ iceServers, iceTransportPolicy: 'relay' }))
        if (!a || !b) throw new Error('unreachable')
        a.onicecandidate = ({ candidate }) => void b.addIceCandidate(candidate ?? undefined)
        b.onicecandidate = ({ candidate }) => void a.addIceCandidate(candidate ?? undefined)
        const channel = a.createDataChannel('any')
        channel.onopen = () => channel.send('through the relay')
        const received = new Promise<string>((resolve) => {
          b.ondatachannel = (event) => {
            event.channel.onmessage = ({ data }) => resolve(String(data))
          }
        })
        await a.setLocalDescription()
        if (a.localDescription) await b.setRemoteDescription(a.localDescription)
        await b.setLocalDescription()
        if (b.localDescription) await a.setRemoteDescription(b.localDescription)
        const text = await received
        a.close()
        b.close()
        return text
      }, iceServers())
      expect(message).toBe('through the relay')
    })

    it('reaches nobody in a private network through it', async () => {
      const asked = ['-v', '-W', TURN_SECRET, '-u', 'anyone', '-e', '10.1.2.3', '-p', String(turn.port), '127.0.0.1']
      const { stdout } = await promisify(execFile)('turnutils_uclient', asked).catch((error) => error)
      expect(stdout).toMatch(/403 \(Forbidden IP\)/)
      // by that very range: one that is too wide would keep everybody apart
      const denied = () => turn.lines.find((line) => line.includes('10.1.2.3'))
      await expect.poll(denied).toContain('denied in the range: 10.0.0.0-10.255.255.255')
    })
  },
)
