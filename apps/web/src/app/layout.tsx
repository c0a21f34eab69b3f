/** The frame of every page. */

import type { Metadata, Viewport } from 'next'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Shoal', template: '%s · Shoal' },
  description: 'Live broadcasts that their viewers help to carry.',
}

export const viewport: Viewport = { colorScheme: 'light dark' }

export default async function RootLayout({ children }: { children: ReactNode }) {
  // every page is made for its request: the policy's nonce is new each time, and settings are read when the server runs
  await connection()
  return (
    <html lang="en">
      <body className="min-h-dvh font-sans antialiased">{children}</body>
    </html>
  )
}
