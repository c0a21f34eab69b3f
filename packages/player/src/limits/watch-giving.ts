/** Watches the page, the network and the battery, and says when giving has to rest and when it may go on. */

import { type GivingHindrance, HIDDEN_MS, selectHindrance } from './giving.ts'

type Watched = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
/** https://wicg.github.io/netinfo/ and https://w3c.github.io/battery/: not in every browser, nor in TypeScript's. */
type Connection = Watched & { saveData?: boolean; type?: string }
type Battery = Watched & { charging: boolean; level: number }

type FactsOfNavigator = { connection?: Connection; getBattery?: () => Promise<Battery> }

/** The parts of a browser that are read. */
export type GivingBrowser = {
  document: Watched & { hidden: boolean }
  navigator: Navigator | FactsOfNavigator
}

/** `onChange` hears of each change, first when something hinders from the start. */
export function watchGiving(
  browser: GivingBrowser,
  onChange: (hindrance: GivingHindrance | null) => void,
): { stop(): void } {
  const { document } = browser
  const navigator: (Navigator & FactsOfNavigator) | FactsOfNavigator = browser.navigator
  const { connection } = navigator
  const undo: (() => void)[] = []
  let battery: Battery | null = null
  let isAsleep = false
  let hiddenSinceMs: number | null = null
  let told: GivingHindrance | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let isStopped = false

  function on(target: Watched, name: string, listen: () => void): void {
    target.addEventListener(name, listen)
    undo.push(() => target.removeEventListener(name, listen))
  }

  function look(): void {
    clearTimeout(timer)
    const nowMs = performance.now()
    hiddenSinceMs = document.hidden ? (hiddenSinceMs ?? nowMs) : null
    const hiddenMs = hiddenSinceMs === null ? 0 : nowMs - hiddenSinceMs
    if (document.hidden && hiddenMs < HIDDEN_MS) timer = setTimeout(look, HIDDEN_MS - hiddenMs)
    const hindrance = selectHindrance({
      ...{ hiddenMs, isAsleep },
      ...(connection?.saveData === undefined ? {} : { savesData: connection.saveData }),
      ...(connection?.type === undefined ? {} : { connection: connection.type }),
      ...(battery && !battery.charging ? { batteryLevel: battery.level } : {}),
    })
    if (hindrance === told) return
    told = hindrance
    onChange(hindrance)
  }

  on(document, 'visibilitychange', look)
  on(document, 'freeze', () => {
    isAsleep = true
    look()
  })
  on(document, 'resume', () => {
    isAsleep = false
    look()
  })
  if (connection) on(connection, 'change', look)
  navigator.getBattery?.().then(
    (found) => {
      if (isStopped) return
      battery = found
      on(found, 'levelchange', look)
      on(found, 'chargingchange', look)
      look()
    },
    () => {}, // not allowed here
  )
  look()
  return {
    stop() {
      isStopped = true
      clearTimeout(timer)
      for (const off of undo) off()
    },
  }
}
