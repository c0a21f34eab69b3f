/** Where things are on a page with a player: the picture first, what belongs to it below, the chat beside or below. */

import clsx from 'clsx'
import type { ReactNode } from 'react'

type RoomLayoutProps = {
  picture: ReactNode
  /** Null where nobody talks. */
  aside: ReactNode | null
  /** The picture is as wide as the window, and everything else below it. */
  isTheatre: boolean
  children: ReactNode
}

export function RoomLayout({ picture, aside, isTheatre, children }: RoomLayoutProps) {
  return (
    <div
      className={clsx(
        'mx-auto grid grid-cols-[minmax(0,1fr)]',
        !isTheatre && 'max-w-[100rem] sm:px-6 sm:pt-6',
        aside !== null && 'lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-x-6',
        aside === null && !isTheatre && 'lg:max-w-6xl',
      )}
    >
      <div
        className={clsx(
          'bg-black',
          isTheatre ? 'col-span-full h-[min(56.25vw,calc(100dvh-8rem))]' : 'overflow-hidden sm:rounded-2xl',
        )}
      >
        {picture}
      </div>
      {aside !== null && (
        <div
          className={clsx(
            'min-w-0 px-4 pt-4 sm:px-0 lg:row-span-2',
            isTheatre ? 'lg:row-start-2 lg:px-6 lg:pt-5' : 'lg:row-start-1 lg:pt-0 lg:col-start-2',
          )}
        >
          {aside}
        </div>
      )}
      <div
        className={clsx(
          'min-w-0 space-y-5 px-4 py-5',
          isTheatre ? 'mx-auto w-full sm:px-6' : 'sm:px-0',
          isTheatre && aside === null && 'max-w-6xl',
        )}
      >
        {children}
      </div>
    </div>
  )
}
