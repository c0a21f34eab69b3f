/** The reader's time zone. The server does not know it and writes UTC, and so does the page until it has come to life. */

'use client'

import { useSyncExternalStore } from 'react'

export function useTimeZone(): string {
  return useSyncExternalStore(neverChanges, readersZone, serversZone)
}

const neverChanges = () => () => {}
const readersZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone
const serversZone = () => 'UTC'
