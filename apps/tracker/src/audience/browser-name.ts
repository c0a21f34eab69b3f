/** Which browser somebody has, from what it calls itself: one of a dozen names, and never the string itself. */

import Bowser from 'bowser'

/** What the library calls them, and what we do. Everything else is `other`. */
const NAMES: Record<string, string> = {
  Chrome: 'Chrome',
  Chromium: 'Chrome',
  Firefox: 'Firefox',
  Safari: 'Safari',
  'Microsoft Edge': 'Edge',
  Opera: 'Opera',
  'Opera Touch': 'Opera',
  'Samsung Internet for Android': 'Samsung Internet',
  'Android Browser': 'Android Browser',
  'Yandex Browser': 'Yandex',
  Vivaldi: 'Vivaldi',
  DuckDuckGo: 'DuckDuckGo',
}
/** On iOS all of them are WebKit: what plays is what matters. */
const IOS = /\b(iPhone|iPad|iPod)\b/
const SMART_TV = /\b(SMART-TV|SmartTV|Tizen|Web0S|WebOS|HbbTV|BRAVIA|AppleTV)\b/i
const LONGEST = 512
/** A stranger may call itself something else each time. */
const MOST_KNOWN = 2000

export const OTHER = 'other'

const known = new Map<string, string>()

export function browserName(userAgent: string | undefined): string {
  if (!userAgent) return OTHER
  const text = userAgent.slice(0, LONGEST)
  const found = known.get(text)
  if (found !== undefined) return found
  const name = readName(text)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(text, name)
  return name
}

function readName(text: string): string {
  if (SMART_TV.test(text)) return 'Smart TV'
  if (IOS.test(text)) return 'Safari (iOS)'
  if (/^(node|undici)\b/i.test(text)) return 'Seeder'
  try {
    return NAMES[Bowser.getParser(text).getBrowserName()] ?? OTHER
  } catch {
    return OTHER
  }
}
