/** Where one is signed in, each to be ended. */

'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { useDates } from '../../ui/use-dates.ts'
import { browserName } from './browser-name.ts'
import { isDone, useSentProblem } from './use-problem.ts'

export type OwnSession = {
  id: string
  isThis: boolean
  createdAtMs: number
  seenAtMs: number
  userAgent: string | null
}

export function SessionList({ sessions }: { sessions: OwnSession[] }) {
  const words = useTranslations('account.sessions')
  const date = useDates()
  const router = useRouter()
  const explain = useSentProblem()
  const [problem, setProblem] = useState<string | null>(null)
  const nameOf = ({ userAgent }: OwnSession) => {
    const { browser, system } = browserName(userAgent)
    const known = { browser: browser ?? words('someBrowser'), system: system ?? '' }
    return system === null ? known.browser : words('browserOn', known)
  }

  async function end(id: string | null) {
    const sent = await sendJson('DELETE', `/api/v1/account/sessions${id === null ? '' : `/${id}`}`)
    setProblem(isDone(sent) ? null : explain(sent))
    router.refresh()
  }

  return (
    <div className="space-y-4">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div>
              <p className="font-medium">{nameOf(session)}</p>
              <p className="text-sm text-ink-soft">
                {words('since', {
                  when: date(session.createdAtMs, 'moment'),
                })}
              </p>
            </div>
            {session.isThis ? (
              <span className="text-sm font-medium text-sea">{words('here')}</span>
            ) : (
              <Button
                look="quiet"
                size="small"
                aria-label={words('endOf', { browser: nameOf(session) })}
                onClick={() => end(session.id)}
              >
                {words('end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Button look="quiet" onClick={() => end(null)}>
          {words('endOthers')}
        </Button>
      )}
    </div>
  )
}
