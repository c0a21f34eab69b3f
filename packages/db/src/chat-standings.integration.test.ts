/** Who is in a chat, as the database knows them now. */

import { expect, it } from 'vitest'
import { createAccount } from './accounts.ts'
import { addChannelMember } from './channel-members.ts'
import { chatStandings } from './chat-standings.ts'
import { follow } from './follows.ts'
import { addOperatorWithChannel } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const HOUR_MS = 3_600_000

describeOnBothDatabases('those in a chat', (database) => {
  it('are who their sessions say, until a session is over or its account banned', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const ben = { name: 'Ben', email: 'ben@example.org', role: 'viewer', passwordHash: 'salt:hash' } as const
    const made = await createAccount(database(), ben)
    if (made.kind !== 'created') throw new Error('there is a Ben already')
    const { userId } = made
    const sessions = [
      { id: 'here', token: 'a', userId, expiresAt: new Date(Date.now() + HOUR_MS) },
      { id: 'over', token: 'b', userId, expiresAt: new Date(Date.now() - 1) },
    ]
    await database().prisma.session.createMany({ data: sessions })
    const asked = ['gone', 'here', 'over', 'here'].map((sessionId, index) => ({
      ...{ sessionId, channelId: index === 3 ? 'another' : channelId },
    }))
    const standing = { account: { id: userId, name: 'Ben', role: 'viewer' }, isMember: false, follows: false }
    expect(await chatStandings(database(), asked)).toMatchObject([null, standing, null, standing])
    await addChannelMember(database(), { channelId, userId })
    await follow(database(), { channelId, userId }, { byPush: false, byMail: false })
    await database().prisma.user.update({ where: { id: userId }, data: { role: 'moderator', name: 'Benedict' } })
    const now = { account: { name: 'Benedict', role: 'moderator' }, isMember: true, follows: true }
    expect(await chatStandings(database(), asked)).toMatchObject([null, now, null, { isMember: false, follows: false }])
    await database().prisma.user.update({ where: { id: userId }, data: { bannedAt: new Date() } })
    expect(await chatStandings(database(), asked)).toEqual([null, null, null, null])
  })
})
