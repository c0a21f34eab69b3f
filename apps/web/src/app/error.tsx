/** When a page could not be made: says whether the database is away, and comes back by itself once it is not. */

'use client'

import { useRouter } from 'next/navigation'
import { startTransition, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Empty } from '../features/site/empty.tsx'
import { Button } from '../ui/button.tsx'

const ASK_EVERY_MS = 3000

export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  const router = useRouter()
  const words = useTranslations()
  const [isDatabaseAway, setDatabaseAway] = useState<boolean | null>(null)

  useEffect(() => {
    let wasAway = false
    const ask = async () => {
      const status = await fetch('/health').then(
        (response) => response.status,
        () => null,
      )
      if (status === 200 && wasAway) {
        startTransition(() => {
          router.refresh()
          reset()
        })
      }
      wasAway = status === 503
      setDatabaseAway(wasAway)
    }
    void ask()
    const timer = setInterval(ask, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [router, reset])

  if (isDatabaseAway === null) return null
  return (
    <main id="content" className="px-4 sm:px-6">
      {isDatabaseAway ? (
        <Empty title={words('site.error.databaseTitle')}>
          <p>{words('site.error.databaseText')}</p>
        </Empty>
      ) : (
        <Empty title={words('site.error.title')}>
          <p>{words('site.error.text')}</p>
          <Button onClick={() => location.reload()}>{words('ui.tryAgain')}</Button>
        </Empty>
      )}
    </main>
  )
}
