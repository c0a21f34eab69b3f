/** Every page of the site, as it is once there is something on it. */

import { SAMPLE_BROADCAST, SAMPLE_RECORDING } from './sample-broadcasts.ts'
import { SAMPLE_INVITATION, SAMPLE_PASSWORD_LINK } from './sample-people.ts'
import { SETUP_TOKEN } from './start-web.ts'

export type SamplePage = {
  name: string
  path: string
  /** Whose browser; a stranger's unless it says more. */
  who?: 'operator'
  /** A video plays in it. */
  hasPicture?: true
  /** Shown over somebody's picture, which its letters stand out from. */
  isOverlay?: true
}

/** While the server is nobody's yet. */
export const FIRST_PAGES: readonly SamplePage[] = [
  { name: 'home-new', path: '/' },
  { name: 'setup', path: `/setup?token=${SETUP_TOKEN}` },
  { name: 'setup-wrong-link', path: '/setup?token=wrong' },
  { name: 'sign-in-new', path: '/sign-in' },
  { name: 'sign-up-closed', path: '/sign-up' },
]

const OF_EVERYBODY: readonly SamplePage[] = [
  { name: 'home', path: '/' },
  { name: 'home-search', path: '/?q=ada' },
  { name: 'home-nothing-found', path: '/?q=lighthouse' },
  { name: 'recorded', path: '/recorded' },
  { name: 'recorded-channel', path: '/recorded?channel=harbour' },
  { name: 'recorded-none', path: '/recorded?q=lighthouse' },
  { name: 'watch-live', path: '/@harbour', hasPicture: true },
  { name: 'watch-offline', path: '/@night-radio' },
  { name: 'watch-password', path: '/@back-room' },
  { name: 'watch-sign-in', path: '/@crew' },
  { name: 'recording', path: `/watch/${SAMPLE_RECORDING}`, hasPicture: true },
  { name: 'embed-live', path: '/embed/@harbour' },
  { name: 'embed-offline', path: '/embed/@night-radio' },
  { name: 'embed-password', path: '/embed/@back-room' },
  { name: 'overlay', path: '/overlay/harbour', isOverlay: true },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-up', path: '/sign-up' },
  { name: 'lost-password', path: '/lost-password' },
  { name: 'new-password', path: `/new-password/${SAMPLE_PASSWORD_LINK}` },
  { name: 'join', path: `/join/${SAMPLE_INVITATION}` },
  { name: 'join-over', path: '/join/used-up' },
  { name: 'setup-done', path: '/setup' },
  { name: 'about', path: '/about' },
  { name: 'api', path: '/api' },
  { name: 'player', path: '/player' },
  { name: 'unsubscribe', path: '/unsubscribe' },
  { name: 'not-found', path: '/@nobody' },
]

const OF_THE_OPERATOR = [
  { name: 'studio-channels', path: '/studio' },
  { name: 'studio', path: '/studio/harbour' },
  { name: 'studio-offline', path: '/studio/night-radio' },
  { name: 'studio-broadcasts', path: '/studio/harbour/broadcasts' },
  { name: 'studio-broadcasts-none', path: '/studio/night-radio/broadcasts' },
  { name: 'studio-broadcast', path: `/studio/harbour/broadcasts/${SAMPLE_BROADCAST}` },
  { name: 'studio-keys', path: '/studio/harbour/keys' },
  { name: 'studio-settings', path: '/studio/harbour/settings' },
  { name: 'dashboard', path: '/dashboard' },
  { name: 'dashboard-broadcast', path: `/dashboard?broadcast=${SAMPLE_BROADCAST}` },
  { name: 'account', path: '/account' },
  { name: 'account-tokens', path: '/account/tokens' },
  { name: 'settings', path: '/settings' },
  { name: 'settings-people', path: '/settings/people' },
  { name: 'settings-policy', path: '/settings/policy' },
  { name: 'settings-webhooks', path: '/settings/webhooks' },
  { name: 'settings-secrets', path: '/settings/secrets' },
  { name: 'settings-audit', path: '/settings/audit' },
] as const

export const SAMPLE_PAGES: readonly SamplePage[] = [
  ...OF_EVERYBODY,
  ...OF_THE_OPERATOR.map((page) => ({ ...page, who: 'operator' as const })),
]
