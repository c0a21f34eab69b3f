import { beforeEach, expect, it } from 'vitest'
import { takeTry, triedRight, triedWrong } from './password-tries.ts'

const of = (client: string, channelId = 'harbour') => ({ client, channelId })

beforeEach(() => {
  globalThis.shoalWebSingletons = new Map()
})

async function wrong(client: string, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    await takeTry(of(client))
    await triedWrong(of(client))
  }
}

async function right(client: string): Promise<number | null> {
  const wait = await takeTry(of(client))
  if (wait === null) await triedRight(of(client))
  return wait
}

it('counts nothing against a class that has the password', async () => {
  await wrong('192.0.2.7', 9)
  for (let n = 0; n < 100; n++) expect(await right('192.0.2.7')).toBeNull()
})

it('has an address wait after ten wrong answers, at this door alone', async () => {
  await wrong('192.0.2.7', 10)
  expect(await takeTry(of('192.0.2.7'))).toBeGreaterThan(290)
  expect(await takeTry(of('192.0.2.7', 'pier'))).toBeNull()
  expect(await takeTry(of('192.0.2.8'))).toBeNull()
})

it('judges no more tries that come at a time than one after the other', async () => {
  const waits = await Promise.all(Array.from({ length: 200 }, () => takeTry(of('192.0.2.7'))))
  expect(waits.filter((wait) => wait === null)).toHaveLength(10)
})

it('shuts the door for nobody who knows the password, however many guess at it', async () => {
  for (let n = 0; n < 100; n++) await wrong(`198.51.100.${n}`, 10)
  expect(await right('192.0.2.7')).toBeNull()
  await wrong('192.0.2.7', 2)
  expect(await right('192.0.2.7')).toBeNull()
  await wrong('192.0.2.7', 1)
  expect(await right('192.0.2.7')).toBeGreaterThan(290)
  expect(await right('192.0.2.8')).toBeNull()
})
