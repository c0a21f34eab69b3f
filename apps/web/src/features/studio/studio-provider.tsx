/** What every part of the studio shares: one event stream, the last minutes of health, where things are. */

'use client'

import { useRouter } from 'next/navigation'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { ConnectionStatus } from '../../ui/connection-status.tsx'
import { useEventStream } from '../../ui/use-event-stream.ts'
import { useIsOffline } from '../../ui/use-is-offline.ts'
import { useNow } from '../../ui/use-now.ts'
import { SignedOut, useIsSignedOut } from '../account/signed-out.tsx'
import { type HealthSample, keepSamples } from './health-samples.ts'
import { recordingStages } from './recording-stages.ts'
import { type StudioEvent, studioEventSchema } from './studio-event.ts'

export type StudioPlace = { slug: string; title: string; serverUrl: string; watchUrl: string }

type Studio = StudioPlace & {
  studio: StudioEvent
  isConnected: boolean
  /** Null until the page has come to life. */
  now: number | null
  samples: readonly HealthSample[]
}

const StudioContext = createContext<Studio | null>(null)

export function useStudio(): Studio {
  const studio = useContext(StudioContext)
  if (!studio) throw new Error('this part of the studio is outside of its provider')
  return studio
}

export function StudioProvider({
  place,
  initial,
  children,
}: {
  place: StudioPlace
  initial: StudioEvent
  children: ReactNode
}) {
  const url = `/api/v1/channels/${place.slug}/studio/events`
  const { value: studio, isConnected } = useEventStream(url, studioEventSchema, initial)
  const isOffline = useIsOffline()
  const isSignedOut = useIsSignedOut(isConnected)
  const now = useNow(1000)
  const words = useTranslations('studio')
  const router = useRouter()
  const stages = `${studio.channel.state} ${recordingStages(studio.recordings)}`
  const shown = useRef(stages)
  const [samples, setSamples] = useState(() => keepSamples([], initial.health))
  const newest = useRef(initial.health?.atMs)
  if (studio.health?.atMs !== newest.current) {
    // React's way to follow a prop: set while rendering, which renders again at once
    newest.current = studio.health?.atMs
    setSamples(keepSamples(samples, studio.health))
  }

  // what pages were made with, such as when a key was last used or which files there are, follows the state
  useEffect(() => {
    if (shown.current === stages) return
    shown.current = stages
    router.refresh()
  }, [stages, router])

  return (
    <StudioContext value={{ ...place, studio, isConnected, now, samples }}>
      <ConnectionStatus>
        {isSignedOut ? <SignedOut /> : isOffline ? words('noNetwork') : isConnected ? null : words('lost')}
      </ConnectionStatus>
      {children}
    </StudioContext>
  )
}
