import { expect, it } from 'vitest'
import { databaseUrlFor, embeddedPathsOf } from './resolve-url.ts'

it('prefers DATABASE_URL', () => {
  const databaseUrl = 'postgresql://shoal@db/shoal'
  expect(databaseUrlFor({ dataFolder: '/srv/shoal', databaseUrl })).toBe(databaseUrl)
})

it('points at the socket in the data folder when there is none', () => {
  const url = 'postgresql://postgres@localhost/postgres?host=%2Fsrv%2Fshoal%2Fsocket'
  expect(databaseUrlFor({ dataFolder: '/srv/shoal' })).toBe(url)
  expect(databaseUrlFor({ dataFolder: '/srv/other/../shoal/', databaseUrl: '' })).toBe(url)
})

it('finds another place for a socket whose path would be too long, the same one each time', () => {
  const folder = `/srv/${'deep/'.repeat(30)}`
  const { socket, socketFolder } = embeddedPathsOf(folder)
  expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(100)
  expect(embeddedPathsOf(folder).socketFolder).toBe(socketFolder)
  expect(embeddedPathsOf(`${folder}other`).socketFolder).not.toBe(socketFolder)
})

it('measures the path in bytes', () => {
  const { socketFolder } = embeddedPathsOf(`/srv/${'é'.repeat(45)}`)
  expect(socketFolder).not.toContain('é')
})
