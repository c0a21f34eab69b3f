/** The frame of every page. */

import type { Metadata, Viewport } from 'next'
import Script from 'next/script'
import { connection } from 'next/server'
import type { CSSProperties, ReactNode } from 'react'
import { requestTheme } from '../features/site/theme.ts'
import { directionOf } from '../i18n/locale-names.ts'
import { Messages } from '../i18n/messages.tsx'
import { ReadingDirection } from '../i18n/reading-direction.tsx'
import { getTranslations, requestLocale } from '../i18n/request.ts'
import { serverSettings } from '../server/settings.ts'
import { readableAccent } from '../ui/accent.ts'
import './globals.css'

export async function generateMetadata(): Promise<Metadata> {
  const [{ name }, words] = await Promise.all([serverSettings(), getTranslations('site')])
  return { title: { default: name, template: `%s · ${name}` }, description: words('description') }
}

export const viewport: Viewport = { colorScheme: 'light dark' }

export default async function RootLayout({ children }: { children: ReactNode }) {
  // every page is made for its request: the policy's nonce is new each time, and settings are read when the server runs
  await connection()
  const [locale, theme, { accent }] = await Promise.all([requestLocale(), requestTheme(), serverSettings()])
  const dir = directionOf(locale)
  return (
    <html
      lang={locale}
      dir={dir}
      data-theme={theme === 'system' ? undefined : theme}
      style={accent === null ? undefined : accentStyle(accent)}
    >
      <body className="min-h-dvh font-sans antialiased">
        {/* an empty script that Next runs before the page comes to life, which then is a task of its own: its code and
            the page in one hold a phone up for a quarter of a second */}
        <Script id="apart" strategy="beforeInteractive">
          {''}
        </Script>
        <ReadingDirection dir={dir}>
          <Messages>{children}</Messages>
        </ReadingDirection>
      </body>
    </html>
  )
}

/** The operator's colour in place of ours. */
function accentStyle(hex: string): CSSProperties & Record<`--${string}`, string> {
  const { light, dark, lightInk, darkInk } = readableAccent(hex)
  return { '--sea': `light-dark(${light}, ${dark})`, '--sea-ink': `light-dark(${lightInk}, ${darkInk})` }
}
