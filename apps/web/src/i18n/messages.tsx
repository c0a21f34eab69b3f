/** Gives the client components inside it the named parts of the catalogue, and no more: a phone pays for what it shows. */

import type { ReactNode } from 'react'
import { messagesOf, type Namespace } from './catalogue.ts'
import { MessagesProvider } from './messages-provider.tsx'
import { requestLocale } from './request.ts'

/** What every page has. */
const ALWAYS: readonly Namespace[] = ['ui', 'site']

export async function Messages({ of = [], children }: { of?: readonly Namespace[]; children: ReactNode }) {
  const locale = await requestLocale()
  return (
    <MessagesProvider locale={locale} messages={messagesOf(locale, [...new Set([...ALWAYS, ...of])])}>
      {children}
    </MessagesProvider>
  )
}
