/** Which of our languages a request gets. */

import { match } from '@formatjs/intl-localematcher'
import Negotiator from 'negotiator'
import { DEFAULT_LOCALE, isLocale, LOCALES, type Locale } from './locale-names.ts'

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
