/** The message catalogue: a file a language and namespace. English is what the other languages are checked against. */

import type {} from 'use-intl'
import arAccount from '../../messages/ar/account.json' with { type: 'json' }
import arChat from '../../messages/ar/chat.json' with { type: 'json' }
import arDashboard from '../../messages/ar/dashboard.json' with { type: 'json' }
import arEmbed from '../../messages/ar/embed.json' with { type: 'json' }
import arHome from '../../messages/ar/home.json' with { type: 'json' }
import arNotifications from '../../messages/ar/notifications.json' with { type: 'json' }
import arPrivacy from '../../messages/ar/privacy.json' with { type: 'json' }
import arRecordings from '../../messages/ar/recordings.json' with { type: 'json' }
import arSettings from '../../messages/ar/settings.json' with { type: 'json' }
import arSetup from '../../messages/ar/setup.json' with { type: 'json' }
import arSite from '../../messages/ar/site.json' with { type: 'json' }
import arStudio from '../../messages/ar/studio.json' with { type: 'json' }
import arUi from '../../messages/ar/ui.json' with { type: 'json' }
import arWatch from '../../messages/ar/watch.json' with { type: 'json' }
import deAccount from '../../messages/de/account.json' with { type: 'json' }
import deChat from '../../messages/de/chat.json' with { type: 'json' }
import deDashboard from '../../messages/de/dashboard.json' with { type: 'json' }
import deEmbed from '../../messages/de/embed.json' with { type: 'json' }
import deHome from '../../messages/de/home.json' with { type: 'json' }
import deNotifications from '../../messages/de/notifications.json' with { type: 'json' }
import dePrivacy from '../../messages/de/privacy.json' with { type: 'json' }
import deRecordings from '../../messages/de/recordings.json' with { type: 'json' }
import deSettings from '../../messages/de/settings.json' with { type: 'json' }
import deSetup from '../../messages/de/setup.json' with { type: 'json' }
import deSite from '../../messages/de/site.json' with { type: 'json' }
import deStudio from '../../messages/de/studio.json' with { type: 'json' }
import deUi from '../../messages/de/ui.json' with { type: 'json' }
import deWatch from '../../messages/de/watch.json' with { type: 'json' }
import enAccount from '../../messages/en/account.json' with { type: 'json' }
import enChat from '../../messages/en/chat.json' with { type: 'json' }
import enDashboard from '../../messages/en/dashboard.json' with { type: 'json' }
import enEmbed from '../../messages/en/embed.json' with { type: 'json' }
import enHome from '../../messages/en/home.json' with { type: 'json' }
import enNotifications from '../../messages/en/notifications.json' with { type: 'json' }
import enPrivacy from '../../messages/en/privacy.json' with { type: 'json' }
import enRecordings from '../../messages/en/recordings.json' with { type: 'json' }
import enSettings from '../../messages/en/settings.json' with { type: 'json' }
import enSetup from '../../messages/en/setup.json' with { type: 'json' }
import enSite from '../../messages/en/site.json' with { type: 'json' }
import enStudio from '../../messages/en/studio.json' with { type: 'json' }
import enUi from '../../messages/en/ui.json' with { type: 'json' }
import enWatch from '../../messages/en/watch.json' with { type: 'json' }

import type { Locale } from './locale-names.ts'

const english = {
  account: enAccount,
  chat: enChat,
  dashboard: enDashboard,
  embed: enEmbed,
  home: enHome,
  notifications: enNotifications,
  privacy: enPrivacy,
  recordings: enRecordings,
  settings: enSettings,
  setup: enSetup,
  site: enSite,
  studio: enStudio,
  ui: enUi,
  watch: enWatch,
}

export type Messages = typeof english
export type Namespace = keyof Messages

const CATALOGUE: Record<Exclude<Locale, 'en'>, { [name in Namespace]: object }> = {
  de: {
    account: deAccount,
    chat: deChat,
    dashboard: deDashboard,
    embed: deEmbed,
    home: deHome,
    notifications: deNotifications,
    privacy: dePrivacy,
    recordings: deRecordings,
    settings: deSettings,
    setup: deSetup,
    site: deSite,
    studio: deStudio,
    ui: deUi,
    watch: deWatch,
  },
  ar: {
    account: arAccount,
    chat: arChat,
    dashboard: arDashboard,
    embed: arEmbed,
    home: arHome,
    notifications: arNotifications,
    privacy: arPrivacy,
    recordings: arRecordings,
    settings: arSettings,
    setup: arSetup,
    site: arSite,
    studio: arStudio,
    ui: arUi,
    watch: arWatch,
  },
}

/** A language's messages; what it lacks is said in English. A test compares the shapes of all languages. */
const whole: Record<Locale, Messages> = {
  en: english,
  de: { ...english, ...inEnglishWhereAbsent(CATALOGUE.de, english) },
  ar: { ...english, ...inEnglishWhereAbsent(CATALOGUE.ar, english) },
}

export function allMessages(locale: Locale): Messages {
  return whole[locale]
}

/** The named parts alone. */
export function messagesOf(locale: Locale, namespaces: readonly Namespace[]): Partial<Messages> {
  return Object.fromEntries(namespaces.map((name) => [name, whole[locale][name]]))
}

function inEnglishWhereAbsent(translated: object, original: object): object {
  const merged: Record<string, unknown> = { ...original }
  for (const [key, value] of Object.entries(translated)) {
    const before = merged[key]
    const isDeep = typeof value === 'object' && value !== null && typeof before === 'object' && before !== null
    merged[key] = isDeep ? inEnglishWhereAbsent(value, before) : value
  }
  return merged
}

/** Makes every key of the catalogue known to the compiler. */
declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: Messages
  }
}
