/** The frame of every page. */

import type { Metadata, Viewport } from 'next'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { directionOf } from '../i18n/locales.ts'
import { Messages } from '../i18n/messages.tsx'
import { getTranslations, requestLocale } from '../i18n/request.ts'
import { serverSettings } from '../server/settings.ts'
import './globals.css'

export async function generateMetadata(): Promise<Metadata> {
  const [{ name }, words] = await Promise.all([serverSettings(), getTranslations('site')])
  return { title: { default: name, template: `%s · ${name}` }, description: words('description') }
}

export const viewport: Viewport = { colorScheme: 'light dark' }

export default async function RootLayout({ children }: { children: ReactNode }) {
  // every page is made for its request: the policy's nonce is new each time, and settings are read when the server runs
  await connection()
  const locale = await requestLocale()
  return (
    <html lang={locale} dir={directionOf(locale)}>
      <body className="min-h-dvh font-sans antialiased">
        <Messages>{children}</Messages>
      </body>
    </html>
  )
}
