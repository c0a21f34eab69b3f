/** The page's keys, theatre mode, and the dialog that tells of them. */

'use client'

import { useState } from 'react'
import { NEW_MEMORY, playerMemory, remember } from './player-memory.ts'
import { useTransport } from './use-transport.ts'

type Options = {
  video: HTMLVideoElement | null
  frame: HTMLElement | null
  hasPicture: boolean
  /** In a frame there is no room to widen into. */
  isFrame?: boolean
  seekBy: (seconds: number) => void
  seekTo: (share: number) => void
  /** Null where the picture is live. */
  setSpeed: ((rate: number) => void) | null
}

export function usePlayerKeys({ hasPicture, isFrame = false, ...options }: Options) {
  const { isTheatre, hasKeys } = playerMemory.use() ?? NEW_MEMORY
  const [isHelpOpen, setHelpOpen] = useState(false)
  const toggleTheatre = () => remember({ isTheatre: !isTheatre })
  const { said } = useTransport({
    ...options,
    isOn: hasPicture && hasKeys,
    toggleTheatre: isFrame ? null : toggleTheatre,
    showHelp: () => setHelpOpen(true),
  })
  return {
    ...{ said, isTheatre, toggleTheatre },
    help: { isOpen: isHelpOpen, onOpen: () => setHelpOpen(true), onClose: () => setHelpOpen(false) },
  }
}
