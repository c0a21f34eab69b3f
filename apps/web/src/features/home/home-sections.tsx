/** The parts of the home page: live, announced, recorded, and the channels. */

import type { ListedAnnouncement, ListedChannel, ListedRecording } from '@shoal/db/listings'
import { CalendarClock } from 'lucide-react'
import type { ReactNode } from 'react'
import { getTranslations } from '../../i18n/request.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { LocalTime } from '../../ui/local-time.tsx'
import { ChannelPicture } from './channel-picture.tsx'
import { LiveCard } from './live-card.tsx'
import type { LiveListing } from './read-home.ts'
import { RecordingCard } from './recording-card.tsx'

type Places = { originUrl: string; nowMs: number }

/** One broadcast has the page to itself; among several the most watched comes first. */
export function LiveSection({ live, title, ...places }: Places & { live: LiveListing[]; title: string }) {
  const [first, ...others] = live
  if (!first) return null
  return (
    <Section title={title} isFirst>
      <LiveCard broadcast={first} {...places} isFirst />
      {others.length > 0 && (
        <ul className="mt-5 grid grid-cols-1 gap-5 sm:grid-cols-2 lg:grid-cols-3">
          {others.map((broadcast) => (
            <li key={broadcast.id}>
              <LiveCard broadcast={broadcast} {...places} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

export async function AnnouncementSection({ announcements }: { announcements: ListedAnnouncement[] }) {
  if (announcements.length === 0) return null
  const words = await getTranslations('home')
  return (
    <Section title={words('toCome')}>
      <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        {announcements.map(({ channel, at, words: said }) => (
          <li key={channel.slug}>
            <Link
              href={`/@${channel.slug}`}
              className="flex gap-3 rounded-xl border border-line bg-surface p-4 hover:border-line-strong"
            >
              <CalendarClock aria-hidden className="mt-0.5 size-5 shrink-0 text-sea" />
              <span className="min-w-0">
                <span className="block font-semibold">
                  <bdi>{said || channel.title}</bdi>
                </span>
                <span className="block text-sm text-ink-soft">
                  <bdi>{channel.title}</bdi> · <LocalTime atMs={at.getTime()} look="appointment" />
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}

type RecordingSectionProps = Places & {
  recordings: ListedRecording[]
  title: string
  isFirst?: boolean
  /** Where there are more of them. */
  moreAt?: string | null
}

export async function RecordingSection({
  recordings,
  title,
  isFirst = false,
  moreAt,
  ...places
}: RecordingSectionProps) {
  if (recordings.length === 0) return null
  const words = await getTranslations('home')
  return (
    <Section title={title} isFirst={isFirst}>
      <ul className="grid grid-cols-1 gap-x-5 gap-y-8 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
        {recordings.map((recording) => (
          <li key={recording.id}>
            <RecordingCard recording={recording} {...places} />
          </li>
        ))}
      </ul>
      {moreAt && (
        <ButtonLink href={moreAt} look="quiet" className="mt-8">
          {words('allRecordings')}
        </ButtonLink>
      )}
    </Section>
  )
}

export function ChannelSection({ channels, title }: { channels: ListedChannel[]; title: string }) {
  if (channels.length === 0) return null
  return (
    <Section title={title}>
      <ul className="flex flex-wrap gap-3">
        {channels.map((channel) => (
          <li key={channel.slug} className="min-w-0">
            <Link
              href={`/@${channel.slug}`}
              className="flex items-center gap-3 rounded-full border border-line bg-surface py-1.5 ps-1.5 pe-5 hover:border-line-strong"
            >
              <ChannelPicture channel={channel} />
              <bdi className="truncate font-medium">{channel.title}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Section({ title, isFirst = false, children }: { title: string; isFirst?: boolean; children: ReactNode }) {
  return (
    <section className={isFirst ? 'mt-6' : 'mt-12'}>
      <h2 className={isFirst ? 'sr-only' : 'mb-4 text-xl font-semibold'}>{title}</h2>
      {children}
    </section>
  )
}
