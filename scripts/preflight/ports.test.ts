import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { probePort, requirePorts } from './ports.ts'

const servers: Server[] = []
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done)))))

async function listen(host?: string): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((done) => server.listen({ port: 0, host }, done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

async function freePorts(): Promise<[number, number, number]> {
  const ports: [number, number, number] = [await listen(), await listen(), await listen()]
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))))
  return ports
}

describe('ports', () => {
  it.each([undefined, '127.0.0.1', '0.0.0.0'])('are in use when something listens on %s', async (host) => {
    expect(await probePort(await listen(host), undefined)).toBe('in-use')
  })

  it('are free again once nothing listens', async () => {
    const [port] = await freePorts()
    expect(await probePort(port, undefined)).toBe('free')
    expect(await probePort(port, '127.0.0.1')).toBe('free')
  })

  it('that are taken are named with the variable that moves them', async () => {
    const [web, origin, tracker] = await freePorts()
    const rtmp = await listen('127.0.0.1')
    const ports = {
      SHOAL_WEB_PORT: web,
      SHOAL_RTMP_PORT: rtmp,
      SHOAL_RTMPS_PORT: null,
      SHOAL_ORIGIN_PORT: origin,
      SHOAL_TRACKER_PORT: tracker,
    }
    await expect(requirePorts(ports, undefined)).rejects.toThrow(
      `Port ${rtmp} for RTMP is in use by another program: stop it, or set SHOAL_RTMP_PORT to a free port.`,
    )
  })

  it('of RTMPS is one of them, where there is one', async () => {
    const [web, rtmp, origin] = await freePorts()
    const tls = await listen()
    const ports = {
      SHOAL_WEB_PORT: web,
      SHOAL_RTMP_PORT: rtmp,
      SHOAL_RTMPS_PORT: tls,
      SHOAL_ORIGIN_PORT: origin,
      SHOAL_TRACKER_PORT: 1,
    }
    await expect(requirePorts(ports, '127.0.0.1')).rejects.toThrow(`Port ${tls} for RTMPS is in use by another program`)
  })

  it('that are given to two parts are named', async () => {
    const [web, rtmp, tracker] = await freePorts()
    const ports = {
      SHOAL_WEB_PORT: web,
      SHOAL_RTMP_PORT: rtmp,
      SHOAL_RTMPS_PORT: null,
      SHOAL_ORIGIN_PORT: web,
      SHOAL_TRACKER_PORT: tracker,
    }
    await expect(requirePorts(ports, undefined)).rejects.toThrow(`SHOAL_WEB_PORT and SHOAL_ORIGIN_PORT are both ${web}`)
  })

  it('on an address that this machine has not are a matter of SHOAL_HOST', async () => {
    const [web, rtmp, origin] = await freePorts()
    const ports = {
      SHOAL_WEB_PORT: web,
      SHOAL_RTMP_PORT: rtmp,
      SHOAL_RTMPS_PORT: null,
      SHOAL_ORIGIN_PORT: origin,
      SHOAL_TRACKER_PORT: origin,
    }
    await expect(requirePorts(ports, '198.51.100.7')).rejects.toThrow(/no address 198\.51\.100\.7: set SHOAL_HOST/)
  })
})
