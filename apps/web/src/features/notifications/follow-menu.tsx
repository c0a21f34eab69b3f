/** Follows a channel, and says how to be told when it is live. Reads its own state; needs the words of `notifications`. */

'use client'

import { Bell, BellRing, ChevronDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { TickBox } from '../../ui/tick-box.tsx'
import { type FollowState, type FollowWish, followStateSchema } from './follow-schemas.ts'
import { subscribeToPush } from './push-subscription.ts'

type Problem = 'pushDenied' | 'pushUnsupported' | 'failed'

export function FollowMenu({ slug }: { slug: string }) {
  const words = useTranslations('notifications.follow')
  const [state, setState] = useState<FollowState | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const path = `/api/v1/channels/${encodeURIComponent(slug)}/follow`

  useEffect(() => {
    const leaving = new AbortController()
    fetch(path, { signal: leaving.signal })
      .then(async (response) => setState(followStateSchema.parse(await response.json())))
      .catch(() => {}) // without its state the button stays away; the page goes on
    return () => leaving.abort()
  }, [path])

  if (!state) return <span className="inline-block min-h-9" />
  if (!state.isSignedIn) {
    return (
      <ButtonLink look="quiet" size="small" href={`/sign-in?next=${encodeURIComponent(`/@${slug}`)}`}>
        <Bell aria-hidden className="size-4" />
        {words('signIn')}
      </ButtonLink>
    )
  }

  async function save(wish: FollowWish, known: FollowState) {
    setBusy(true)
    setProblem(null)
    const sent = await sendJson('PUT', path, wish)
    const isDone = sent.kind === 'answered' && sent.status === 204
    if (isDone) {
      setState({ ...known, ...wish, isFollowing: true, followers: known.followers + (known.isFollowing ? 0 : 1) })
    } else setProblem('failed')
    setBusy(false)
  }

  async function setPush(byPush: boolean, known: FollowState) {
    if (byPush && known.pushKey !== null) {
      const outcome = await subscribeToPush(known.pushKey)
      const problems = { denied: 'pushDenied', unsupported: 'pushUnsupported', failed: 'failed' } as const
      if (outcome !== 'subscribed') return setProblem(problems[outcome])
    }
    await save({ byPush, byMail: known.byMail }, known)
  }

  async function leave(known: FollowState) {
    setBusy(true)
    const sent = await sendJson('DELETE', path)
    const isDone = sent.kind === 'answered' && sent.status === 204
    const without = { isFollowing: false, byPush: false, byMail: false }
    if (isDone) setState({ ...known, ...without, followers: Math.max(0, known.followers - 1) })
    else setProblem('failed')
    setBusy(false)
  }

  if (!state.isFollowing) {
    return (
      <span className="inline-flex flex-wrap items-center gap-3">
        <Button size="small" isBusy={isBusy} onClick={() => save({ byPush: false, byMail: false }, state)}>
          <Bell aria-hidden className="size-4" />
          {words('follow')}
        </Button>
        {problem && <span role="alert">{words(problem)}</span>}
      </span>
    )
  }
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button look="quiet" size="small">
          <BellRing aria-hidden className="size-4 text-sea" />
          {words('following')}
          <ChevronDown aria-hidden className="size-4" />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={12}
          aria-label={words('how')}
          className="z-40 w-[min(92vw,22rem)] rounded-2xl border border-line bg-surface p-4 shadow-2xl"
        >
          <p className="mb-2 text-sm text-ink-soft">{words('followers', { count: state.followers })}</p>
          <p className="mb-1 font-medium">{words('how')}</p>
          {state.pushKey !== null && (
            <TickBox
              label={words('byPush')}
              hint={words('byPushHint')}
              checked={state.byPush}
              onChange={(isOn) => setPush(isOn, state)}
            />
          )}
          {state.hasMail && (
            <TickBox
              label={words('byMail')}
              checked={state.byMail}
              onChange={(byMail) => save({ byPush: state.byPush, byMail }, state)}
            />
          )}
          {problem && (
            <div className="mt-3">
              <Notice tone="bad">{words(problem)}</Notice>
            </div>
          )}
          <div className="mt-3 border-t border-line pt-3">
            <Button look="quiet" size="small" isBusy={isBusy} onClick={() => leave(state)}>
              {words('unfollow')}
            </Button>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
