/** Takes the picture to another screen, where the browser knows of one. */

'use client'

import { Cast } from 'lucide-react'
import { useTranslations } from 'use-intl/react'
import { ControlButton } from './control-button.tsx'
import { useOtherScreen } from './use-other-screen.ts'

export function CastButton({ video }: { video: HTMLVideoElement }) {
  const words = useTranslations('watch.controls')
  const { isThere, isOn } = useOtherScreen(video)
  if (!isThere) return null
  return (
    <ControlButton
      label={words(isOn ? 'castOff' : 'cast')}
      onClick={() => void video.remote.prompt().catch(() => {})} // the browser's own list, also to end it
      className="max-sm:hidden" // a phone takes no picture of ours to one, and has no room
    >
      <Cast aria-hidden className="size-5" />
    </ControlButton>
  )
}
