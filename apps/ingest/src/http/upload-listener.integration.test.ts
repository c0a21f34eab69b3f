/** The upload door, with real sockets. */

import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startUploadListener, type UploadDoor, type UploadListener } from './upload-listener.ts'

type Heard = { track: string; chunks: string[]; isWhole: boolean | null }

let listener: UploadListener
let door: UploadDoor
let heard: Heard[]

beforeEach(async () => {
  heard = []
  listener = await startUploadListener()
  door = listener.open((track) => {
    if (track === 'unknown') return null
    const one: Heard = { track, chunks: [], isWhole: null }
    heard.push(one)
    return {
      write: (bytes) => one.chunks.push(String(bytes)),
      end: (isWhole) => {
        one.isWhole = isWhole
      },
    }
  })
})

afterEach(async () => {
  door[Symbol.dispose]()
  await listener[Symbol.asyncDispose]()
})

/** An upload that goes on until it is ended. */
function startUpload(url: string, method = 'PUT') {
  const upload = request(url, { method, headers: { 'transfer-encoding': 'chunked' } })
  upload.on('error', () => {})
  upload.flushHeaders()
  const status = once(upload, 'response').then(([response]) => {
    response.resume()
    return response.statusCode
  })
  status.catch(() => {})
  return { upload, status }
}

async function untilHeard(wanted: () => boolean): Promise<void> {
  while (!wanted()) await new Promise((resolve) => setImmediate(resolve))
}

it('hands on what comes while it comes', async () => {
  const { upload, status } = startUpload(`${door.url}/720p`)
  upload.write('one')
  await untilHeard(() => heard[0]?.chunks.join('') === 'one')
  expect(heard[0]?.isWhole).toBeNull()
  upload.end('two')
  expect(await status).toBe(200)
  await door.settled()
  expect(heard).toEqual([{ track: '720p', chunks: ['one', 'two'], isWhole: true }])
})

it('says so when an upload breaks off', async () => {
  const { upload } = startUpload(`${door.url}/audio`)
  upload.write('half of some')
  await untilHeard(() => heard.length === 1)
  upload.destroy()
  await door.settled()
  expect(heard[0]?.isWhole).toBe(false)
})

it('takes a track once', async () => {
  const first = startUpload(`${door.url}/720p`)
  await untilHeard(() => heard.length === 1)
  const second = startUpload(`${door.url}/720p`)
  expect(await second.status).toBe(409)
  first.upload.end()
  expect(await first.status).toBe(200)
  expect(await startUpload(`${door.url}/720p`).status).toBe(409)
  expect(heard).toHaveLength(1)
})

it('answers whatever else with the same 404, and closes', async () => {
  const { origin } = new URL(door.url)
  const wrongSecret = `${origin}/${'A'.repeat(32)}/720p`
  const requests: [string, string][] = [
    ['PUT', wrongSecret],
    ['PUT', `${origin}/`],
    ['PUT', `${origin}/nothing`],
    ['PUT', `${door.url}/unknown`],
    ['PUT', `${door.url}/720p/0.m4s`],
    ['PUT', `${door.url}/..`],
    ['GET', `${door.url}/720p`],
    ['POST', `${door.url}/720p`],
    ['DELETE', wrongSecret],
  ]
  const answers = await Promise.all(requests.map(([method, url]) => rawAnswer(method, url)))
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toMatch(/^HTTP\/1.1 404 Not Found\r\nconnection: close\r\n/)
  expect(heard).toEqual([])
})

it('cuts uploads off, and takes no others, once it is disposed', async () => {
  const { upload } = startUpload(`${door.url}/720p`)
  await untilHeard(() => heard.length === 1)
  const closed = new Promise((resolve) => upload.once('close', resolve))
  door[Symbol.dispose]()
  await closed
  await door.settled()
  expect(heard[0]?.isWhole).toBe(false)
  expect(await startUpload(`${door.url}/480p`).status).toBe(404)
})

it('is heard on loopback alone, under a secret of 32 characters', () => {
  expect(door.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}$/)
})

/** Everything that is said until the connection is closed, but the date. */
async function rawAnswer(method: string, url: string): Promise<string> {
  const { port, pathname } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(`${method} ${pathname} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`)
  let answer = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text
  })
  await once(socket, 'close')
  return answer.replace(/date: .*\r\n/i, '')
}
