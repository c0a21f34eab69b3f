/** A headless Chromium that plays, and that connects to others on loopback. */

import { type Browser, chromium } from 'playwright-core'
import { findChromium } from './find-chromium.ts'

/** Those that facts.md's measurements were made with: no network of its own, no user gesture, plain local addresses. */
const FLAGS = [
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking',
  '--disable-component-update --disable-sync --mute-audio --autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
].flatMap((line) => line.split(' '))

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: FLAGS })
}
