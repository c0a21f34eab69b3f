/** For pages that follow a stream of their reader's own: whether the session has ended meanwhile, and a way back in. */

'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Link } from '../../ui/link.tsx'

const EVERY_MS = 5000

/** Asked while the stream is away: an EventSource does not say why it was refused. */
export function useIsSignedOut(isConnected: boolean): boolean {
  const [isSignedOut, setSignedOut] = useState(false)
  useEffect(() => {
    if (isConnected) return setSignedOut(false)
    const ask = async () => {
      const answer = await fetch('/api/v1/account').catch(() => null)
      if (answer) setSignedOut(answer.status === 401)
    }
    void ask()
    const timer = setInterval(ask, EVERY_MS)
    return () => clearInterval(timer)
  }, [isConnected])
  return isSignedOut
}

export function SignedOut() {
  const words = useTranslations('ui')
  const next = `${window.location.pathname}${window.location.search}`
  return words.rich('signedOut', {
    link: (text) => (
      <Link href={`/sign-in?next=${encodeURIComponent(next)}`} className="font-medium underline underline-offset-2">
        {text}
      </Link>
    ),
  })
}
