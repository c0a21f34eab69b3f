/** On the server: the request's language, and words in it. */

import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { createTranslator } from 'use-intl/core'
import { serverSettings } from '../server/settings.ts'
import { allMessages, type Namespace } from './catalogue.ts'
import { LOCALE_COOKIE, type Locale } from './locale-names.ts'
import { selectLocale } from './select-locale.ts'

/** Times are shown where the viewer is; what the server writes before it knows is UTC. */
const SERVER_TIME_ZONE = 'UTC'

export const requestLocale = cache(async (): Promise<Locale> => {
  const [jar, sent, settings] = await Promise.all([cookies(), headers(), serverSettings()])
  return selectLocale(jar.get(LOCALE_COOKIE)?.value, sent.get('accept-language'), settings.locale)
})

/** For pages and routes; client components have `useTranslations` of use-intl inside `<Messages>`. */
export async function getTranslations<Name extends Namespace>(namespace: Name) {
  const locale = await requestLocale()
  return createTranslator({ locale, namespace, messages: allMessages(locale), timeZone: SERVER_TIME_ZONE })
}
