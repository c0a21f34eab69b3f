/** Header, width and foot of an ordinary page. */

import type { ReactNode } from 'react'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { OfflineNotice } from './offline-notice.tsx'

type PageFrameProps = {
  /** It says by itself that what it shows has stopped moving. */
  isMoving?: boolean
  children: ReactNode
}

export function PageFrame({ isMoving = false, children }: PageFrameProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <Header />
      <main id="content" className="mx-auto w-full max-w-7xl grow px-4 py-6 sm:px-6 sm:py-10">
        {!isMoving && <OfflineNotice />}
        {children}
      </main>
      <Footer />
    </div>
  )
}
