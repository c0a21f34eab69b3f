/** use-intl's context, on the client side. */

'use client'

import type { ReactNode } from 'react'
import { IntlProvider } from 'use-intl/react'
import type { Messages } from './catalogue.ts'
import type { Locale } from './locale-names.ts'

type MessagesProviderProps = { locale: Locale; messages: Partial<Messages>; children: ReactNode }

export function MessagesProvider({ locale, messages, children }: MessagesProviderProps) {
  return (
    <IntlProvider locale={locale} messages={messages} onError={complain}>
      {children}
    </IntlProvider>
  )
}

/** A message that is not there shows its key; the console says which. */
function complain(error: { code: string; message: string }): void {
  if (error.code !== 'ENVIRONMENT_FALLBACK') console.error(error.message)
}
