/** What one follows and the browsers that are told of it, on the account's page: seen, changed, removed. */

'use client'

import { useCallback, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Link } from '../../ui/link.tsx'
import { LocalTime } from '../../ui/local-time.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { TickBox } from '../../ui/tick-box.tsx'
import { browsersSchema, type Followed, type FollowWish, followsSchema, type ToldBrowser } from './follow-schemas.ts'
import { endOwnPush, ownEndpoint } from './push-subscription.ts'

const FOLLOWS = '/api/v1/account/follows'
const BROWSERS = '/api/v1/account/push-endpoints'

type Own = { follows: Followed[]; browsers: ToldBrowser[]; here: string | null }

export function OwnFollows({ hasMail }: { hasMail: boolean }) {
  const words = useTranslations('notifications.own')
  const [own, setOwn] = useState<Own | null>(null)
  const [isFailing, setFailing] = useState(false)

  const load = useCallback(async () => {
    const read = await readOwn().catch(() => null)
    setFailing(read === null)
    if (read) setOwn(read)
  }, [])
  useEffect(() => void load(), [load])

  /** What could not be done is seen in the list, which is read anew. */
  async function act(method: 'PUT' | 'DELETE', path: string, body?: FollowWish) {
    const sent = await sendJson(method, path, body)
    await load()
    if (sent.kind === 'unreachable' || sent.status >= 400) setFailing(true)
  }

  async function endBrowser({ id, endpoint }: ToldBrowser) {
    if (endpoint === own?.here) await endOwnPush().catch(() => {})
    await act('DELETE', `${BROWSERS}/${id}`)
  }

  return (
    <Card title={words('title')}>
      {isFailing && <Notice tone="bad">{words('failed')}</Notice>}
      {own === null && !isFailing && <p className="text-ink-soft">{words('loading')}</p>}
      {own?.follows.length === 0 && <p className="text-ink-soft">{words('none')}</p>}
      {own && own.follows.length > 0 && (
        <ul className="divide-y divide-line">
          {own.follows.map((followed) => (
            <FollowItem key={followed.channel.slug} {...{ followed, hasMail }} onAct={act} />
          ))}
        </ul>
      )}
      {own && own.browsers.length > 0 && (
        <section aria-labelledby="told-browsers" className="mt-5">
          <h3 id="told-browsers" className="font-medium">
            {words('browsers')}
          </h3>
          <ul className="divide-y divide-line">
            {own.browsers.map((browser) => (
              <li key={browser.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
                <div className="min-w-0">
                  <p className="truncate">
                    <bdi>{new URL(browser.endpoint).hostname}</bdi>{' '}
                    {browser.endpoint === own.here && (
                      <span className="text-sm font-medium text-sea">{words('here')}</span>
                    )}
                  </p>
                  <p className="text-sm text-ink-soft">
                    <LocalTime atMs={Date.parse(browser.createdAt)} />
                  </p>
                </div>
                <Button look="quiet" size="small" onClick={() => void endBrowser(browser)}>
                  {words('tellNoMore')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Card>
  )
}

type FollowItemProps = {
  followed: Followed
  hasMail: boolean
  onAct: (method: 'PUT' | 'DELETE', path: string, body?: FollowWish) => Promise<void>
}

function FollowItem({ followed: { channel, byPush, byMail }, hasMail, onAct }: FollowItemProps) {
  const words = useTranslations('notifications.own')
  const path = `/api/v1/channels/${channel.slug}/follow`
  const wish = (change: Partial<FollowWish>) => void onAct('PUT', path, { byPush, byMail, ...change })
  return (
    <li className="space-y-2 py-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Link href={`/@${channel.slug}`} className="min-w-0 truncate font-medium underline-offset-4 hover:underline">
          <bdi>{channel.title}</bdi>
        </Link>
        <Button
          look="quiet"
          size="small"
          aria-label={words('leaveOf', { channel: channel.title })}
          onClick={() => void onAct('DELETE', path)}
        >
          {words('leave')}
        </Button>
      </div>
      <fieldset className="flex flex-wrap gap-x-5 gap-y-1">
        <legend className="sr-only">{words('howOf', { channel: channel.title })}</legend>
        <TickBox label={words('byPush')} checked={byPush} onChange={(isOn) => wish({ byPush: isOn })} />
        {(hasMail || byMail) && (
          <TickBox label={words('byMail')} checked={byMail} onChange={(isOn) => wish({ byMail: isOn })} />
        )}
      </fieldset>
    </li>
  )
}

async function readOwn(): Promise<Own> {
  const read = async (path: string) => {
    const response = await fetch(path)
    return response.json()
  }
  const [follows, browsers, here] = await Promise.all([read(FOLLOWS), read(BROWSERS), ownEndpoint()])
  return { ...followsSchema.parse(follows), ...browsersSchema.parse(browsers), here }
}
