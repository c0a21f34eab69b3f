/** Follow: comes after the picture, as it has to ask who looks at it anyway. */

'use client'

import dynamic from 'next/dynamic'
import { loadPart } from '../../ui/load-part.ts'
import { afterPicture } from '../watch/after-picture.ts'

/** As high as the button, so that nothing moves. */
function Waiting() {
  return <span className="inline-block min-h-9" />
}

export const FollowButton = dynamic(
  () => afterPicture().then(() => loadPart(() => import('./follow-menu.tsx')).then((chunk) => chunk.FollowMenu)),
  {
    ssr: false,
    loading: Waiting,
  },
)
