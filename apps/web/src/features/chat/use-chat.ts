/** A chat while a component is on the page. */

'use client'

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { ChatClient, type ChatState } from './chat-client.ts'

export function useChat(slug: string, overlayKey?: string): { client: ChatClient; state: ChatState } {
  const client = useMemo(() => new ChatClient(slug, overlayKey), [slug, overlayKey])
  useEffect(() => client.start(), [client])
  return { client, state: useSyncExternalStore(client.subscribe, client.snapshot, client.snapshot) }
}
