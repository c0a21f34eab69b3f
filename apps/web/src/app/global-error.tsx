/** When even the frame of the page could not be made: in the reader's language all the same, without anything of the frame. */

'use client'

import { useEffect, useState } from 'react'
import ar from '../../messages/ar/broken.json' with { type: 'json' }
import de from '../../messages/de/broken.json' with { type: 'json' }
import en from '../../messages/en/broken.json' with { type: 'json' }
import { DEFAULT_LOCALE, directionOf, isLocale, LOCALE_COOKIE, type Locale } from '../i18n/locale-names.ts'
import { Button } from '../ui/button.tsx'
import './globals.css'

const WORDS = { en, de, ar } satisfies Record<Locale, object>

export default function GlobalError() {
  const [locale, setLocale] = useState(DEFAULT_LOCALE)
  useEffect(() => setLocale(readLocale()), [])
  const words = WORDS[locale]
  return (
    <html lang={locale} dir={directionOf(locale)}>
      <body className="grid min-h-dvh place-content-center gap-4 px-6 font-sans antialiased">
        <title>{words.title}</title>
        <h1 className="text-3xl font-semibold">{words.title}</h1>
        <p className="text-lg text-ink-soft">{words.text}</p>
        <p>
          <Button onClick={() => location.reload()}>{words.reload}</Button>
        </p>
      </body>
    </html>
  )
}

/** As the server would choose (i18n/request.ts), from what the browser has. */
function readLocale(): Locale {
  const cookies = document.cookie.split('; ').map((one) => one.split('='))
  const chosen = cookies.find(([name]) => name === LOCALE_COOKIE)?.[1]
  const wanted = [chosen, ...navigator.languages.map((tag) => tag.split('-')[0])]
  return wanted.find(isLocale) ?? DEFAULT_LOCALE
}
