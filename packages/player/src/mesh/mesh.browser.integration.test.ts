/** Meshes in Chromium, linked with each other and with one in Node. */

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { cleanup } from 'node-datachannel'
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { afterAll, expect, it } from 'vitest'
import { launchBrowser } from '../testing/launch-browser.ts'
import { startTestTracker } from '../testing/test-tracker.ts'
import { createMesh } from './create-mesh.ts'

const SWARM = 'a swarm, 20 letters.'
const NODE_ID = '-SH0100-innode000000'
/** In one page: enough pairs that what goes wrong on every thirtieth is seen, though not everybody meets everybody. */
const VIEWERS = 11
const ENOUGH_LINKS = 80

afterAll(() => cleanup())

it('links browsers with each other and with Node, and closes its connections when it leaves', async () => {
  await using parts = new AsyncDisposableStack()
  const tracker = parts.adopt(await startTestTracker(), ({ kill }) => kill())
  const script = await bundleMesh()
  const browser = parts.adopt(await launchBrowser(), (launched) => launched.close())
  const start = async (ownId: string) => {
    const page = await browser.newPage()
    await page.goto(`${tracker.url.replace('ws', 'http')}`)
    await page.addScriptTag({ content: script })
    await page.evaluate((about) => window.startMesh(about), { ownId, url: tracker.url, infoHash: SWARM })
    return page
  }
  const heard: number[] = []
  const mesh = createMesh({
    ...{ ownId: NODE_ID, trackerUrls: () => [tracker.url], rtcConfig: {}, leastPeers: 3, RTCPeerConnection },
  })
  parts.defer(() => mesh.stop())
  mesh.listen({
    onOpen() {},
    onClose() {},
    onDrain() {},
    onMessage: (_, message) => heard.push(message.length),
  })
  mesh.join(SWARM)
  const pages = [await start('-SH0100-inchrome0001'), await start('-SH0100-inchrome0002')]
  const linked = () => Promise.all(pages.map((page) => page.evaluate(() => window.mesh.links.size)))
  await expect.poll(linked).toEqual([2, 2])
  await expect.poll(() => mesh.links.size).toBe(2)

  const [page] = pages
  await page?.evaluate((id) => window.mesh.links.get(id)?.send(new Uint8Array(65_535)), NODE_ID)
  await expect.poll(() => heard).toEqual([65_535])

  const leavingMs = await page?.evaluate(() => {
    const beforeMs = performance.now()
    window.mesh.leave()
    return performance.now() - beforeMs
  })
  expect(leavingMs).toBeLessThan(100)
  expect(await page?.evaluate(() => window.connections.map((pc) => pc.connectionState))).not.toContain('connected')
  await expect.poll(() => mesh.links.size).toBe(1)
})

it('loses nothing of what is said first, whoever offered, and has nothing left to send', async () => {
  await using parts = new AsyncDisposableStack()
  const tracker = parts.adopt(await startTestTracker(), ({ kill }) => kill())
  const browser = parts.adopt(await launchBrowser(), (launched) => launched.close())
  const page = await browser.newPage()
  await page.goto(tracker.url.replace('ws', 'http'))
  await page.addScriptTag({ content: await bundleMesh() })
  const meetings = () => page.evaluate(() => window.meetings)
  await page.evaluate((about) => window.meet(about), { url: tracker.url, infoHash: SWARM, viewers: VIEWERS })
  await expect.poll(async () => (await meetings()).links, { timeout: 20_000 }).toBeGreaterThanOrEqual(ENOUGH_LINKS)
  await expect.poll(() => meetings()).toMatchObject({ lost: 0, bufferedBytes: 0 })
})

async function bundleMesh(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: pageScript, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    ...{ bundle: true, write: false, format: 'iife', logLevel: 'error' },
  })
  return outputFiles[0]?.text ?? ''
}

const pageScript = `
  import { createMesh } from './create-mesh.ts'
  window.connections = []
  class Kept extends RTCPeerConnection {
    constructor(config) {
      super(config)
      window.connections.push(this)
    }
  }
  window.startMesh = ({ ownId, url, infoHash }) => {
    const options = { ownId, trackerUrls: () => [url], rtcConfig: {}, leastPeers: 3, RTCPeerConnection: Kept }
    window.mesh = createMesh(options)
    window.mesh.listen({ onOpen() {}, onMessage() {}, onDrain() {}, onClose() {} })
    window.mesh.join(infoHash)
  }
  const WORDS = 16
  window.meet = ({ url, infoHash, viewers }) => {
    const meshes = Array.from({ length: viewers }, (_, index) => {
      const ownId = '-SH0100-meets' + String(index).padStart(7, '0')
      const mesh = createMesh({ ownId, trackerUrls: () => [url], rtcConfig: {}, leastPeers: 2 })
      const heard = new Map()
      mesh.listen({
        onOpen(link) {
          for (let word = 0; word < WORDS; word++) link.send(new Uint8Array(120).fill(word))
        },
        onMessage(link, bytes) {
          const before = heard.get(link.id) ?? 0
          heard.set(link.id, bytes[0] === before ? before + 1 : Number.NaN)
        },
        onDrain() {},
        onClose: (link) => heard.delete(link.id),
      })
      mesh.join(infoHash)
      return { mesh, heard }
    })
    Object.defineProperty(window, 'meetings', {
      get() {
        const links = meshes.flatMap(({ mesh, heard }) => [...mesh.links.values()].map((link) => ({ link, heard })))
        return {
          links: links.length,
          lost: links.filter(({ link, heard }) => heard.get(link.id) !== WORDS).length,
          bufferedBytes: links.reduce((sum, { link }) => sum + link.bufferedBytes, 0),
        }
      },
    })
  }
`
declare global {
  interface Window {
    mesh: import('./mesh.ts').Mesh
    /** Of all links in the page: how many did not hear every first word, and what still waits to be sent. */
    readonly meetings: { links: number; lost: number; bufferedBytes: number }
    meet(about: { url: string; infoHash: string; viewers: number }): void
    startMesh(about: { ownId: string; url: string; infoHash: string }): void
  }
}
