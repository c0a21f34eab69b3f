import { noticeKindSchema } from '@shoal/protocol/broadcast-notice'
import { createTranslator } from 'use-intl/core'
import { expect, it } from 'vitest'
import studio from '../../../messages/en/studio.json' with { type: 'json' }
import { explainNotice as explainIn } from './explain-notice.ts'

const words = createTranslator({ locale: 'en', namespace: 'studio', messages: { studio } })
const explainNotice = (notice: Parameters<typeof explainIn>[1]) =>
  explainIn(words as never, notice, (atMs) => `at ${atMs}`)

it('names the rung that was dropped', () => {
  expect(explainNotice({ kind: 'rung-shed', detail: '720p' }).title).toBe(
    'Your server could not keep up, so the 720p rung was dropped',
  )
})

it('says until when the key works that the encoder still has', () => {
  const { text } = explainNotice({ kind: 'key-ends', detail: '1795000000000' })
  expect(text).toContain('when that key ends: at 1795000000000.')
})

it('shows what ingest says in its own words as a sentence', () => {
  const { title, text } = explainNotice({ kind: 'recording-paused', detail: 'the disk answers EIO' })
  expect(title).toBe('The recording pauses')
  expect(text).toMatch(/^The disk answers EIO\. The broadcast goes on/)
})

it('has sentences for the reasons that ingest gives by name', () => {
  expect(explainNotice({ kind: 'recording-paused', detail: 'quota' }).text).toContain('All the space for recordings')
  expect(explainNotice({ kind: 'encoder-restarted', detail: 'crashed' }).text).toContain('It had crashed.')
  expect(explainNotice({ kind: 'encoder-restarted', detail: 'from-later' }).text).toContain('From later.')
  expect(explainNotice({ kind: 'key-frames-far', detail: '1' }).text).toContain('in OBS to 1 s or less')
})

it.each(noticeKindSchema.options)('has words for %s, with a detail and without one', (kind) => {
  for (const detail of ['', '3.2', 'some longer words of ingest']) {
    const { title, text } = explainNotice({ kind, detail })
    expect(title).toMatch(/^[A-Z].*[^.]$/)
    expect(text).toMatch(/^[A-Z\d].*\.$/)
    expect(text).not.toMatch(/ {2}|undefined|null/)
  }
})
