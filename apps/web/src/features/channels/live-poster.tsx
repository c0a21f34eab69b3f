/** The latest picture of a broadcast, fresh every ten seconds; nothing where the origin has none. */

'use client'

import Image from 'next/image'
import { useState } from 'react'
import { useNow } from '../../ui/use-now.ts'

const EVERY_MS = 10_000

/** `isMoving` is false for a broadcast that is over: its picture stays. */
export function LivePoster({ url, isMoving }: { url: string; isMoving: boolean }) {
  const now = useNow(EVERY_MS)
  const [brokenAt, setBrokenAt] = useState<number | null>(null)
  const version = now === null || !isMoving ? null : Math.floor(now / EVERY_MS)
  if (now === null || (brokenAt !== null && brokenAt === (version ?? 0))) return null
  return (
    // straight from the origin, which has it in the right size
    <Image
      unoptimized
      fill
      src={version === null ? url : `${url}?at=${version}`}
      alt=""
      onError={() => setBrokenAt(version ?? 0)}
      className="object-cover"
    />
  )
}
