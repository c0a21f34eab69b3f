/** Playlists of other servers that an operator lets viewers share: nothing else is ever fetched from elsewhere. */

import { writeAuditEntry } from '@shoal/db/audit'
import { deleteChannel } from '@shoal/db/channel-profile'
import * as elsewhere from '@shoal/db/elsewhere'
import { askIngest, ingestOutcome } from '@shoal/db/ingest-commands'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import { operation } from '../../server/operation.ts'
import { slugParams } from '../channels/slug-params.ts'
import { suggestSlug } from '../setup/suggest-slug.ts'
import { newElsewhereSchema } from './elsewhere-schemas.ts'

const COMMON = { tags: ['Server'], scope: 'server:admin', role: 'operator' } as const
const MOST_SLUGS = 20
const LONGEST_SLUG = 36

const listedSchema = z.object({
  slug: z.string().meta({ description: 'Of the channel that shows it' }),
  name: z.string(),
  playlist: z.string(),
})

export const listElsewhere = operation({
  ...COMMON,
  id: 'listElsewhere',
  summary: 'Playlists of other servers that viewers may share',
  method: 'GET',
  path: '/elsewhere',
  answers: { 200: z.object({ playlists: z.array(listedSchema) }) },
  async handle() {
    const listed = await elsewhere.listElsewhere(database())
    const playlists = listed.map(({ slug, title, playlist }) => ({ slug, name: title, playlist }))
    return { status: 200, body: { playlists } }
  },
})

export const addElsewhere = operation({
  ...COMMON,
  id: 'addElsewhere',
  summary: 'Let viewers share a playlist of another server',
  description:
    'It gets a channel of its own, unlisted. While somebody watches it with `<shoal-player swarm>`, this server fetches it.',
  method: 'POST',
  path: '/elsewhere',
  body: newElsewhereSchema,
  answers: { 201: listedSchema },
  refusals: { 'already-listed': 409, 'slug-taken': 409 },
  async handle({ account, body: { name, playlist }, refuse }) {
    const base = suggestSlug(name).slice(0, LONGEST_SLUG).replace(/-+$/, '') || 'elsewhere'
    let slug = base
    let outcome: Awaited<ReturnType<typeof elsewhere.addElsewhere>> = 'slug-taken'
    for (let i = 2; outcome === 'slug-taken' && i < MOST_SLUGS; i++) {
      outcome = await elsewhere.addElsewhere(database(), { slug, title: name, ownerId: account.id, playlist })
      if (outcome === 'slug-taken') slug = `${base}-${i}`
    }
    if (outcome !== 'added') return refuse(outcome)
    const act = { actor: account, action: 'elsewhere-added', target: `channel ${slug}` } as const
    await writeAuditEntry(database(), { ...act, detail: { playlist } })
    return { status: 201, body: { slug, name, playlist } }
  },
})

export const removeElsewhere = operation({
  ...COMMON,
  id: 'removeElsewhere',
  summary: 'Take a playlist of another server from the list, with its channel',
  description: 'Who shares it goes on from that server alone.',
  method: 'DELETE',
  path: '/elsewhere/{slug}',
  params: slugParams,
  answers: { 204: null },
  refusals: { 'unknown-channel': 404, 'still-live': 409 },
  async handle({ account, params: { slug }, refuse }) {
    const listed = (await elsewhere.listElsewhere(database())).find((one) => one.slug === slug)
    if (!listed) return refuse('unknown-channel')
    let outcome = await deleteChannel(database(), listed.id)
    if (outcome === 'still-live') {
      await ingestOutcome(database(), await askIngest(database(), { channelId: listed.id, kind: 'end-broadcast' }))
      outcome = await deleteChannel(database(), listed.id)
    }
    if (outcome !== 'deleted') return refuse(outcome)
    const act = { actor: account, action: 'elsewhere-removed', target: `channel ${slug}` } as const
    await writeAuditEntry(database(), { ...act, detail: { playlist: listed.playlist } })
    return { status: 204 }
  },
})
