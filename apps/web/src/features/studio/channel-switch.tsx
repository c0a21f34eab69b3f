/** The operator's other channels, in the studio's corner. */

import clsx from 'clsx'
import Link from 'next/link'

export function ChannelSwitch({ channels, current }: { channels: { slug: string; title: string }[]; current: string }) {
  return (
    <nav aria-label="Channels" className="flex flex-wrap gap-2 text-sm font-medium">
      {channels.map(({ slug, title }) => (
        <Link
          key={slug}
          href={`/studio/${slug}`}
          prefetch={false}
          aria-current={slug === current ? 'page' : undefined}
          className={clsx(
            'rounded-full border px-3 py-1.5',
            slug === current ? 'border-sea bg-sea-wash text-sea' : 'border-line text-ink-soft hover:text-ink',
          )}
        >
          {title}
        </Link>
      ))}
    </nav>
  )
}
