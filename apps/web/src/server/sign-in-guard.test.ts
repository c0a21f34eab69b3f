import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { deviceCookie, type Guess, giveBack, guessedRight, knownDevice, takeGuess } from './sign-in-guard.ts'

const SECRET = 'a-secret-for-tests'
const ada = { account: 'ada@example.org', client: '203.0.113.5' }
const from = (n: number) => ({ ...ada, client: `198.51.${n >> 8}.${n & 255}` })

beforeEach(() => {
  globalThis.shoalWebSingletons = new Map()
})
afterEach(() => vi.useRealTimers())

async function wrong(guess: Guess, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await takeGuess(guess)
}

/** The seconds until the next one, which is not made. */
async function guessWait(guess: Guess): Promise<number | null> {
  const wait = await takeGuess(guess)
  if (wait === null) await giveBack(guess)
  return wait
}

it('makes an address wait after five wrong guesses at one account, and other accounts of it not', async () => {
  await wrong(ada, 4)
  expect(await guessWait(ada)).toBeNull()
  await wrong(ada, 1)
  expect(await guessWait(ada)).toBeGreaterThan(800)
  expect(await guessWait({ ...ada, account: 'bo@example.org' })).toBeNull()
})

it('makes an address wait that tries one password at many accounts', async () => {
  for (let n = 0; n < 40; n++) await takeGuess({ account: `user-${n}@example.org`, client: '203.0.113.9' })
  expect(await guessWait({ account: 'one-more@example.org', client: '203.0.113.9' })).toBeGreaterThan(0)
})

it('lets the owner in from a browser that knows the account, however many strangers guess at it', async () => {
  for (let n = 0; n < 30; n++) await takeGuess(from(n))
  expect(await guessWait(from(99))).toBeGreaterThan(0)
  const cookie = deviceCookie(ada.account, SECRET, true).split(';')[0] ?? ''
  const device = knownDevice(`a=b; ${cookie}`, ada.account, SECRET)
  expect(device).toMatch(/^[\w-]{24}$/)
  expect(await guessWait({ ...ada, device })).toBeNull()
  await wrong({ ...ada, device }, 10)
  expect(await guessWait({ ...ada, device })).toBeGreaterThan(0)
})

it('judges no more guesses that come at a time than one after the other', async () => {
  const waits = await Promise.all(Array.from({ length: 200 }, () => takeGuess(ada)))
  expect(waits.filter((wait) => wait === null)).toHaveLength(5)
})

it('counts nothing against anybody that was right, or no guess', async () => {
  for (let n = 0; n < 100; n++) {
    expect(await takeGuess(from(n))).toBeNull()
    await (n % 2 ? giveBack : guessedRight)(from(n))
  }
})

it('counts the codes of nobody known by address alone, so that a stranger makes nobody wait', async () => {
  for (let n = 0; n < 200; n++) await takeGuess({ client: `198.51.100.${n % 5}` })
  expect(await takeGuess({ client: '198.51.100.1' })).toBeGreaterThan(0)
  expect(await takeGuess({ client: '203.0.113.5' })).toBeNull()
})

it('takes no device’s word that another account, another secret or nobody signed', () => {
  const cookie = deviceCookie(ada.account, SECRET, false).split(';')[0] ?? ''
  expect(knownDevice(cookie, 'bo@example.org', SECRET)).toBeUndefined()
  expect(knownDevice(cookie, ada.account, 'another-secret')).toBeUndefined()
  expect(knownDevice(`${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`, ada.account, SECRET)).toBeUndefined()
  expect(knownDevice(null, ada.account, SECRET)).toBeUndefined()
})

it('forgets a person’s own mistakes once they got it right', async () => {
  await wrong(ada, 5)
  await guessedRight(ada)
  expect(await guessWait(ada)).toBeNull()
})
