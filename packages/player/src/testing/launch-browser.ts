/** A headless Chromium that plays, and that connects to others on loopback. */

import { type Browser, chromium } from 'playwright-core'

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.SHOAL_CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking',
      '--disable-component-update --disable-sync --mute-audio --autoplay-policy=no-user-gesture-required',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
    ].flatMap((line) => line.split(' ')),
  })
}
