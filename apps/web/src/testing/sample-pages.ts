/** Every page of the site, as it is once there is something on it. */

import { SAMPLE_BROADCAST } from './sample-broadcasts.ts'

export type SamplePage = {
  name: string
  path: string
  /** Whose browser; a stranger's unless it says more. */
  who?: 'operator'
  /** A video plays in it. */
  hasPicture?: true
  /** It answers 404, or is none for a search engine. */
  isPrivate?: true
}

export const SAMPLE_PAGES: readonly SamplePage[] = [
  { name: 'home', path: '/' },
  { name: 'home-search', path: '/?q=ada' },
  { name: 'watch-live', path: '/@harbour', hasPicture: true },
  { name: 'watch-offline', path: '/@night-radio' },
  { name: 'recording', path: '/watch/samplerecording00001' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'about', path: '/about' },
  { name: 'not-found', path: '/@nobody', isPrivate: true },
  { name: 'studio', path: '/studio/harbour', who: 'operator', isPrivate: true },
  { name: 'dashboard', path: '/dashboard', who: 'operator', isPrivate: true },
  { name: 'dashboard-broadcast', path: `/dashboard?broadcast=${SAMPLE_BROADCAST}`, who: 'operator', isPrivate: true },
]
