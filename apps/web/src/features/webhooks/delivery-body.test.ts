import { expect, it } from 'vitest'
import { bodyFor } from './delivery-body.ts'
import { discordWordsIn } from './discord-words.ts'

const body = (event: string) =>
  JSON.stringify({
    ...{ id: 'd1', event, at: '2026-11-22T08:00:00.000Z' },
    channel: { slug: 'harbour', title: 'The *harbour*', watchUrl: 'https://live.example/@harbour' },
  })
const contentIn = async (locale: 'en' | 'de' | 'ar', event: string) =>
  JSON.parse(await bodyFor({ form: 'discord', body: body(event) }, async () => discordWordsIn(locale))).content

it('tells Discord in the server’s language, and no title is markup', async () => {
  expect(await contentIn('en', 'broadcast.started')).toBe('The \\*harbour\\* is live')
  expect(await contentIn('de', 'broadcast.ended')).toBe('The \\*harbour\\* hat die Sendung beendet')
  expect(await contentIn('ar', 'ping')).toBe('هذا الخطاف يعمل')
  const all = ['broadcast.started', 'broadcast.interrupted', 'broadcast.ended', 'recording.ready', 'ping']
  expect(new Set(await Promise.all(all.map((event) => contentIn('de', event)))).size).toBe(all.length)
})

it('tells others what there is, word for word', async () => {
  const generic = body('broadcast.started')
  expect(await bodyFor({ form: 'generic', body: generic }, async () => discordWordsIn('de'))).toBe(generic)
})
