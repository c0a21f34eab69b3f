/** The languages of the web app, and which one a request gets. */

import { match } from '@formatjs/intl-localematcher'
import Negotiator from 'negotiator'

export const LOCALES = ['en', 'de', 'ar'] as const
export type Locale = (typeof LOCALES)[number]
export const DEFAULT_LOCALE: Locale = 'en'
/** Holds the language that somebody chose; it outlives the session and says nothing else. */
export const LOCALE_COOKIE = 'shoal-locale'

/** Each in its own words. */
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', de: 'Deutsch', ar: 'العربية' }

export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value)
}

export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr'
}

/** What was chosen, or else what the browser likes best of ours (RFC 9110, section 12.5.4). */
export function selectLocale(
  chosen: string | undefined,
  acceptLanguage: string | null,
  fallback: Locale = DEFAULT_LOCALE,
): Locale {
  if (isLocale(chosen)) return chosen
  const wanted = new Negotiator({ headers: { 'accept-language': acceptLanguage ?? '' } })
    .languages()
    .filter((tag) => tag !== '*')
  try {
    const found = match(wanted, LOCALES, fallback)
    return isLocale(found) ? found : fallback
  } catch {
    return fallback // a tag that is none (BCP 47)
  }
}
