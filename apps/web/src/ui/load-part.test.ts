import { afterEach, expect, it, vi } from 'vitest'
import { loadPart } from './load-part.ts'

afterEach(() => vi.unstubAllGlobals())

/** A browser whose network comes and goes. */
function beInBrowser(isOnline: boolean) {
  const browser = { onLine: isOnline }
  const events = new EventTarget()
  vi.stubGlobal('navigator', browser)
  vi.stubGlobal('addEventListener', events.addEventListener.bind(events))
  return {
    goOnline() {
      browser.onLine = true
      events.dispatchEvent(new Event('online'))
    },
  }
}

const failing = (times: number) => {
  let tries = 0
  return async () => {
    tries++
    if (tries <= times) throw new Error(`try ${tries}`)
    return `loaded at try ${tries}`
  }
}

it('waits for the network where there is none', async () => {
  const browser = beInBrowser(false)
  const loaded = loadPart(failing(1), [])
  const first = await Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, 20, 'still waits'))])
  expect(first).toBe('still waits')
  browser.goOnline()
  await expect(loaded).resolves.toBe('loaded at try 2')
})

it('is tried again where there is a network', async () => {
  beInBrowser(true)
  await expect(loadPart(failing(2), [1, 1])).resolves.toBe('loaded at try 3')
})

it('ends with the last error', async () => {
  beInBrowser(true)
  await expect(loadPart(failing(9), [1, 1])).rejects.toThrow('try 3')
})
