import { once } from 'node:events'
import { createServer } from 'node:http'
import { isPublicAddress } from '@shoal/protocol/public-address'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postOutside, whyNotOutside } from './outside-request.ts'

const asked: { url: string | undefined; method: string | undefined; body: string }[] = []
const server = createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  asked.push({ url: request.url, method: request.method, body })
  if (request.url === '/elsewhere') return void response.writeHead(302, { location: '/final' }).end()
  if (request.url === '/large') return void response.end('x'.repeat(1_000_000))
  if (request.url === '/slow') return
  if (request.url === '/upgrade') {
    return void request.socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')
  }
  if (request.url === '/nothing') return void request.socket.destroy()
  response.end('thanks')
})
let port = 0

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const post = (path: string, more: object = {}) =>
  postOutside({
    url: `http://127.0.0.1:${port}${path}`,
    ...{ body: '{}', headers: {}, timeoutMs: 1000, allow: [`127.0.0.1:${port}`] },
    ...more,
  })

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.5',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
  ])('such as %s is none to ask', (address) => expect(isPublicAddress(address)).toBe(false))
  it.each([
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    '::7f00:1',
    '::a00:1',
    '4000::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ])('such as %s is none to ask, though it is IPv6', (address) => expect(isPublicAddress(address)).toBe(false))
  it.each(['192.0.43.10', '2606:2800:21f::1'])('such as %s is one to ask', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  )
  it.each([
    ['ftp://example.org/', 'it must be an http:// or https:// address'],
    ['no address', 'it must be an http:// or https:// address'],
    ['https://me:word@example.org/', 'it must have no name and password in it'],
    ['http://127.1/', 'it is in a private network'],
    ['http://2130706433/', 'it is in a private network'],
    ['http://0x7f.1/', 'it is in a private network'],
    ['http://[::ffff:127.0.0.1]/', 'it is in a private network'],
    ['http://[::127.0.0.1]/', 'it is in a private network'],
    ['http://localhost:3000/', 'it is in a private network'],
    ['http://localhost./', 'it is in a private network'],
    ['http://studio.localhost./', 'it is in a private network'],
    ['http://127.0.0.1./', 'it is in a private network'],
  ])('%s is refused by its text', (url, why) => expect(whyNotOutside(url, [])).toBe(why))
  it.each([
    ['http://10.0.0.5/', '10.0.0.5:80'],
    ['https://10.0.0.5/', '10.0.0.5:443'],
    ['http://10.0.0.5:9000/', '10.0.0.5:9000'],
    ['http://[fd00::5]/', '[fd00::5]:80'],
    ['http://10.0.0.5:9000/', '10.0.0.5'],
  ])('%s may be asked where %s is allowed', (url, allowed) => expect(whyNotOutside(url, [allowed])).toBeNull())
  it.each([
    ['http://10.0.0.5/', '10.0.0.5:443'],
    ['https://10.0.0.5/', '10.0.0.5:80'],
    ['http://10.0.0.5:9000/', '10.0.0.5:80'],
  ])('%s may not be asked where only %s is allowed', (url, allowed) =>
    expect(whyNotOutside(url, [allowed])).toBe('it is in a private network'),
  )
})

describe('a request to somebody’s address', () => {
  it('reaches no private network, whatever name it hides behind', async () => {
    const before = asked.length
    const refused = { kind: 'refused-address', why: 'it is in a private network' }
    expect(await post('/', { allow: [] })).toEqual(refused)
    const url = `http://hook.example.org:${port}/`
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    expect(await post('/', { url, resolve })).toEqual(refused)
    const mixed = async () => [
      { address: '192.0.43.10', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ]
    expect(await post('/', { url, resolve: mixed })).toEqual(refused)
    expect(asked.length).toBe(before)
  })

  it('connects to the address that was judged: a name is resolved once', async () => {
    let times = 0
    const resolve = async () => {
      times += 1
      return [{ address: '127.0.0.1', family: 4 }]
    }
    const url = `http://hook.example.org:${port}/named`
    expect(await post('', { url, resolve, allow: ['hook.example.org'] })).toMatchObject({ status: 200, body: 'thanks' })
    expect(times).toBe(1)
  })

  it('follows no redirect', async () => {
    const before = asked.length
    expect(await post('/elsewhere')).toMatchObject({ kind: 'answered', status: 302 })
    expect(asked.slice(before).map(({ url }) => url)).toEqual(['/elsewhere'])
  })

  it('reads only the beginning of a long answer, and waits for none too long', async () => {
    const large = await post('/large')
    expect(large).toMatchObject({ kind: 'answered', status: 200 })
    expect(large.kind === 'answered' && large.body.length).toBeLessThanOrEqual(64 * 1024)
    expect(await post('/upgrade')).toEqual({ kind: 'answered', status: 101, body: '' })
    expect(await post('/nothing')).toMatchObject({ kind: 'unreachable' })
    expect(await post('/slow', { timeoutMs: 200 })).toEqual({ kind: 'unreachable', why: 'no answer within 0.2 s' })
  })

  it('says who cannot be reached', async () => {
    const gone = createServer().listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const address = gone.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
    gone.close()
    await once(gone, 'close')
    expect(await post('', { url, allow: ['127.0.0.1'] })).toMatchObject({ kind: 'unreachable' })
  })
})
