/** Code of a part of a page that comes later: where there is no network, the rest of the page stays, and it comes once there is one. */

/** For a hiccup, or a server that starts anew; each half to one and a half times as long. */
const AGAIN_AFTER_MS = [1000, 2000, 4000, 8000]

/** @throws What `load` threw last, where it fails again and again although there is a network. */
export async function loadPart<T>(load: () => Promise<T>, againAfterMs = AGAIN_AFTER_MS): Promise<T> {
  try {
    return await load()
  } catch (error) {
    const [waitMs, ...later] = againAfterMs
    if (!navigator.onLine) {
      await untilOnline()
      return loadPart(load, againAfterMs)
    }
    if (waitMs === undefined) throw error
    await new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random())))
    return loadPart(load, later)
  }
}

function untilOnline(): Promise<void> {
  return new Promise((resolve) => addEventListener('online', () => resolve(), { once: true }))
}
