/** Home: who is live, and every channel. */

import { channelStates } from '@shoal/db/broadcasts'
import { listChannels } from '@shoal/db/channels'
import { headers } from 'next/headers'
import { ChannelCard } from '../features/channels/channel-card.tsx'
import { channelEvent } from '../features/channels/channel-event-of.ts'
import { PageFrame } from '../features/site/page-frame.tsx'
import { originBase, pageAddress } from '../server/addresses.ts'
import { database } from '../server/database.ts'
import { serverConfig } from '../server/env.ts'
import { Code } from '../ui/code.tsx'
import { Empty } from '../ui/empty.tsx'

export default async function HomePage() {
  const [channels, states] = await Promise.all([listChannels(database()), channelStates(database())])
  const config = serverConfig()
  const originUrl = originBase(pageAddress(await headers(), config), config)
  const cards = channels.map(({ slug, title }) => {
    const event = channelEvent(states.find((one) => one.slug === slug))
    return { slug, title, event, originUrl }
  })
  const live = cards.filter(({ event }) => event.state === 'live' || event.state === 'interrupted')
  const others = cards.filter((card) => !live.includes(card))
  return (
    <PageFrame>
      {cards.length === 0 ? (
        <Empty title="This server is new">
          <p>Nothing can be watched here yet. If it is yours, open the setup link that it printed when it started.</p>
          <p>
            Or set it up at the shell: <Code>npm run shoal -- setup</Code>
          </p>
        </Empty>
      ) : (
        <>
          <h1 className="text-3xl font-semibold">{live.length > 0 ? 'Live now' : 'Nobody is live right now'}</h1>
          {live.length > 0 && <ChannelGrid cards={live} />}
          {others.length > 0 && (
            <>
              {live.length > 0 && <h2 className="mt-12 text-xl font-semibold">Other channels</h2>}
              <ChannelGrid cards={others} />
            </>
          )}
        </>
      )}
    </PageFrame>
  )
}

function ChannelGrid({ cards }: { cards: Parameters<typeof ChannelCard>[0][] }) {
  return (
    <ul className="mt-6 grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
      {cards.map((card) => (
        <li key={card.slug}>
          <ChannelCard {...card} />
        </li>
      ))}
    </ul>
  )
}
