/** What the studio changes of a channel and its broadcasts, and the channel's end. */

import { expect, it } from 'vitest'
import { setBroadcastState } from './broadcasts.ts'
import { addChannelMember, findAccountNamed, listChannelMembers, removeChannelMember } from './channel-members.ts'
import { announceNext, changeChannel, channelProfile, deleteChannel, setChannelWords } from './channel-profile.ts'
import { createChannel, findChannel } from './channels.ts'
import { finishRecording, listMarkedForDeletion, recordingDeleted, startRecording } from './recordings.ts'
import { issueStreamKey, judgeStreamKey } from './stream-keys.ts'
import { addBroadcast, addOperatorWithChannel } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const words = { title: 'Tide tables', description: 'Live.\nFrom the pier.', category: 'Talk' } as const

describeOnBothDatabases('a channel in its studio', (database) => {
  it('changes its name, address and words; what is left out stays', async () => {
    const { channelId, userId } = await addOperatorWithChannel(database())
    await createChannel(database(), { slug: 'pier', title: 'The pier', ownerId: userId })
    expect(await changeChannel(database(), channelId, { title: 'Harbour TV', about: 'Boats.' })).toBe('changed')
    expect(await changeChannel(database(), channelId, { slug: 'pier' })).toBe('slug-taken')
    expect(await changeChannel(database(), channelId, { slug: 'harbour-tv' })).toBe('changed')
    expect(await changeChannel(database(), 'nobody', { about: '' })).toBe('unknown-channel')
    expect(await findChannel(database(), 'harbour-tv')).toMatchObject({ id: channelId, title: 'Harbour TV' })

    const at = new Date('2030-01-01T20:00:00Z')
    await announceNext(database(), channelId, { at, text: 'New year' })
    await setChannelWords(database(), channelId, { ...words, privacy: 'password', passwordHash: 'salt:hash' })
    expect(await channelProfile(database(), channelId)).toEqual({
      ...{ about: 'Boats.', picture: null, broadcastTitle: words.title, description: words.description },
      ...{ category: 'Talk', privacy: 'password', hasPassword: true, announcedAt: at, announcement: 'New year' },
    })
    await announceNext(database(), channelId, null)
    await setChannelWords(database(), channelId, { ...words, privacy: 'public', passwordHash: null })
    expect(await channelProfile(database(), channelId)).toMatchObject({ hasPassword: false, announcedAt: null })
  })

  it('is deleted once it is not live, and leaves its files for the origin to remove', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const { key } = await issueStreamKey(database(), { channelId, name: 'OBS' })
    const broadcastId = await addBroadcast(database(), { channelId })
    await startRecording(database(), { broadcastId })
    expect(await deleteChannel(database(), channelId)).toBe('still-live')

    const at = new Date()
    await setBroadcastState(database(), { id: broadcastId, state: 'ended', at, endReason: 'publisher-left' })
    await finishRecording(database(), { broadcastId, at, seconds: 1, bytes: 1, segments: 1 })
    expect(await deleteChannel(database(), channelId)).toBe('deleted')
    expect(await deleteChannel(database(), channelId)).toBe('unknown-channel')
    expect(await judgeStreamKey(database(), key)).toEqual({ kind: 'unknown' })
    expect(await listMarkedForDeletion(database())).toEqual([broadcastId])
    await recordingDeleted(database(), { broadcastId, at })
    expect(await listMarkedForDeletion(database())).toEqual([])
  })

  it('has moderators, who are found by e-mail address or by a name of their own', async () => {
    const { channelId, userId } = await addOperatorWithChannel(database())
    const add = (id: string, name: string) =>
      database().prisma.user.create({ data: { id, name, email: `${id}@example.org` } })
    await Promise.all([add('mara', 'Mara'), add('joe-1', 'Joe'), add('joe-2', 'joe')])
    expect(await findAccountNamed(database(), 'MARA')).toEqual({ kind: 'found', userId: 'mara', name: 'Mara' })
    expect(await findAccountNamed(database(), 'Joe-1@Example.org')).toMatchObject({ userId: 'joe-1' })
    expect(await findAccountNamed(database(), 'Joe')).toEqual({ kind: 'several' })
    expect(await findAccountNamed(database(), '%')).toEqual({ kind: 'nobody' })

    const member = { channelId, userId: 'mara' }
    expect(await addChannelMember(database(), member)).toBe(true)
    expect(await addChannelMember(database(), member)).toBe(false)
    expect(await listChannelMembers(database(), channelId)).toMatchObject([{ userId: 'mara', name: 'Mara' }])
    expect(await removeChannelMember(database(), member)).toBe(true)
    expect(await removeChannelMember(database(), member)).toBe(false)
    expect(userId).not.toBe('mara')
  })
})
