/** The channel that a verb is about: the one named, or the only one. */

import type { Channel } from '@shoal/db/channels'
import type { Database } from '@shoal/db/database'
import { OperatorError } from '../operator-error.ts'

/** @throws OperatorError when there is none, no such one, or more than one to choose from. */
export async function selectChannel(database: Database, slug: string | undefined): Promise<Channel> {
  const { listChannels } = await import('@shoal/db/channels')
  const channels = await listChannels(database)
  const names = channels.map((channel) => channel.slug).join(', ')
  const [first, second] = channels
  if (!first)
    throw new OperatorError(
      'There is no channel yet: open the setup link of `npm start`, or run `npm run shoal -- setup`.',
    )
  if (slug !== undefined) {
    const named = channels.find((channel) => channel.slug === slug.replace(/^@/, ''))
    if (!named) throw new OperatorError(`There is no channel ${slug}: there is ${names}.`)
    return named
  }
  if (second) throw new OperatorError(`There are several channels, so name one of them: ${names}.`)
  return first
}
