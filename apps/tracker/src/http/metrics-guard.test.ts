import fastify from 'fastify'
import { expect, it } from 'vitest'
import { mayReadMetrics } from './metrics-guard.ts'

async function statusFor(request: { remoteAddress: string; headers?: Record<string, string> }, token?: string) {
  const app = fastify()
  app.get('/', async (asked, reply) => reply.code(mayReadMetrics(asked, token) ? 200 : 403).send())
  return (await app.inject({ url: '/', ...request })).statusCode
}

it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])(
  'lets this machine read, from %s',
  async (remoteAddress) => {
    expect(await statusFor({ remoteAddress })).toBe(200)
  },
)

it.each(['192.0.2.1', '::ffff:192.0.2.1', '2001:db8::1'])('lets nobody read from %s', async (remoteAddress) => {
  expect(await statusFor({ remoteAddress })).toBe(403)
})

it('lets nobody read through a proxy on this machine', async () => {
  expect(await statusFor({ remoteAddress: '127.0.0.1', headers: { 'x-forwarded-for': '127.0.0.1' } })).toBe(403)
})

it('lets holders of the token read from anywhere', async () => {
  const from = (authorization: string) => ({ remoteAddress: '192.0.2.1', headers: { authorization } })
  expect(await statusFor(from('Bearer right'), 'right')).toBe(200)
  expect(await statusFor(from('Bearer wrong'), 'right')).toBe(403)
  expect(await statusFor(from('Bearer undefined'))).toBe(403)
})
