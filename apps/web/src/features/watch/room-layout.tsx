/** Where things are on a page with a player: the picture first, what belongs to it below, the chat beside or below. */

import clsx from 'clsx'
import type { ReactNode } from 'react'

type RoomLayoutProps = {
  picture: ReactNode
  /** What is being watched, and what has to be said first. */
  head: ReactNode
  /** Null where nobody talks. */
  aside: ReactNode | null
  /** The picture is as wide as the window, and everything else below it. */
  isTheatre: boolean
  children: ReactNode
}

export function RoomLayout({ picture, head, aside, isTheatre, children }: RoomLayoutProps) {
  const column = clsx('min-w-0 space-y-5 px-4 pt-5', isTheatre ? 'sm:px-6' : 'sm:px-0')
  const isNarrow = isTheatre && aside === null && 'mx-auto w-full max-w-6xl'
  return (
    <div
      data-room={isTheatre ? 'theatre' : aside === null ? 'narrow' : 'wide'}
      className={clsx(
        'mx-auto grid grid-cols-[minmax(0,1fr)] pb-8',
        !isTheatre && 'max-w-[100rem] sm:px-6 sm:pt-6',
        aside !== null && 'lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_auto_1fr] lg:gap-x-6',
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
      <div className={clsx(column, isNarrow)}>{head}</div>
      {aside !== null && (
        <div
          className={clsx(
            'min-w-0 px-4 pt-5 lg:col-start-2',
            isTheatre ? 'sm:px-6 lg:row-span-2 lg:row-start-2 lg:ps-0' : 'sm:px-0 lg:row-span-3 lg:row-start-1 lg:pt-0',
          )}
        >
          {aside}
        </div>
      )}
      <div className={clsx(column, isNarrow)}>{children}</div>
    </div>
  )
}
