/** `/studio`: one's channels, what each is doing, and a new one. */

import { channelStates } from '@shoal/db/channel-states'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { ChannelList, type RunChannel } from '../../features/studio/channel-list.tsx'
import { NewChannelForm } from '../../features/studio/new-channel-form.tsx'
import { Messages } from '../../i18n/messages.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { channelsRunBy, mayMakeChannel } from '../../server/access.ts'
import { database } from '../../server/database.ts'
import { requireAccount } from '../../server/session.ts'
import { Card } from '../../ui/card.tsx'

export async function generateMetadata() {
  const words = await getTranslations('studio')
  return { title: words('studio') }
}

export default async function StudioIndexPage() {
  const account = await requireAccount('/studio', 'streamer')
  const [channels, states, mayMake, words] = await Promise.all([
    channelsRunBy(account),
    channelStates(database()),
    mayMakeChannel(account),
    getTranslations('studio'),
  ])
  const stateOf = new Map<string, RunChannel['state']>(
    states.map(({ channelId, broadcast }) => [channelId, broadcast?.state ?? 'offline']),
  )
  const isFirst = channels.length === 0
  return (
    <PageFrame>
      <Messages of={['studio']}>
        <div className="mx-auto max-w-2xl space-y-8">
          <div>
            <h1 className="text-3xl font-semibold">
              {words(isFirst ? 'list.emptyTitle' : account.role === 'operator' ? 'list.allTitle' : 'list.title')}
            </h1>
            {isFirst && <p className="mt-3 text-lg text-ink-soft">{words('list.emptyText')}</p>}
          </div>
          {!isFirst && (
            <ChannelList
              channels={channels.map(({ id, slug, title }) => ({ slug, title, state: stateOf.get(id) ?? 'offline' }))}
            />
          )}
          <Card title={words('list.new')}>
            {mayMake ? <NewChannelForm /> : <p className="text-ink-soft">{words('list.quotaUsed')}</p>}
          </Card>
        </div>
      </Messages>
    </PageFrame>
  )
}
