/** Waits until the page has nothing to do that somebody would notice, so that one long task becomes several short ones. */

const LONGEST_WAIT_MS = 1000
/** Where the browser cannot tell: after what is under way. */
const INSTEAD_MS = 50

export function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'undefined') setTimeout(resolve, INSTEAD_MS)
    else requestIdleCallback(() => resolve(), { timeout: LONGEST_WAIT_MS })
  })
}
