/** A channel's settings: what they are at first, and that they change whole. And how many there may be of what people make. */

import { expect, it } from 'vitest'
import { issueAccessToken, listAccessTokens, MAX_TOKENS_EACH } from './access-tokens.ts'
import { channelSettings, createChannel, findChannel, listChannels, updateChannelSettings } from './channels.ts'
import { addOperatorWithChannel, sampleSettings } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'
import { createWebhook, listWebhooks, MAX_WEBHOOKS_EACH } from './webhooks.ts'

describeOnBothDatabases('a channel’s settings', (database) => {
  it('are the defaults until they are changed', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    expect(await channelSettings(database(), channelId)).toEqual(sampleSettings)
    const changed = {
      ...{ latencyMode: 'low' as const, ladder: ['720p', 'audio'], reconnectSeconds: 0 },
      ...{ rewindSeconds: 0, isRecorded: false, retentionDays: 30 },
    }
    expect(await updateChannelSettings(database(), channelId, changed)).toBe(true)
    expect(await channelSettings(database(), channelId)).toEqual(changed)
    expect(Object.keys((await findChannel(database(), 'harbour')) ?? {})).not.toContain('latencyMode')
  })

  it('are nobody’s where there is no channel', async () => {
    expect(await channelSettings(database(), 'nobody')).toBeNull()
    expect(await updateChannelSettings(database(), 'nobody', sampleSettings)).toBe(false)
  })
})

describeOnBothDatabases('what people may have so many of', (database) => {
  /** All but two of as many as there may be, then six at the same time. */
  async function kindsOf(most: number, make: (index: number) => Promise<{ kind: string }>): Promise<string[]> {
    for (let made = 0; made < most - 2; made++) await make(made)
    const made = await Promise.all(Array.from({ length: 6 }, (_, index) => make(most + index)))
    return made.map(({ kind }) => kind)
  }
  const refused = Array(4).fill('too-many')

  it('is never more of, however many are made at the same time', async () => {
    const { userId, channelId } = await addOperatorWithChannel(database())
    const token = { scopes: [], expiresAt: null, userId }
    const tokens = await kindsOf(MAX_TOKENS_EACH, (n) => issueAccessToken(database(), { ...token, name: `${n}` }))
    expect(tokens.filter((kind) => kind === 'too-many')).toEqual(refused)
    expect(await listAccessTokens(database(), userId)).toHaveLength(MAX_TOKENS_EACH)

    for (const owner of [channelId, null]) {
      const draft = { url: 'https://example.org/', events: [], isActive: true, channelId: owner, createdById: userId }
      const kinds = await kindsOf(MAX_WEBHOOKS_EACH, (n) =>
        createWebhook(database(), { ...draft, form: 'generic', name: `${n}` }),
      )
      expect(kinds.filter((kind) => kind === 'too-many')).toEqual(refused)
      expect(await listWebhooks(database(), { channelId: owner })).toHaveLength(MAX_WEBHOOKS_EACH)
    }

    const channels = await kindsOf(3, (n) =>
      createChannel(database(), { slug: `pier-${n}`, title: 'The pier', ownerId: userId }, 4),
    )
    expect(channels.filter((kind) => kind === 'too-many')).toEqual(refused)
    expect(await listChannels(database())).toHaveLength(4)
  })
})
