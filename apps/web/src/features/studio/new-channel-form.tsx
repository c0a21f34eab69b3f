/** Makes a channel, with an address suggested by its name. */

'use client'

import { MAX_CHANNEL_TITLE_LENGTH } from '@shoal/protocol/channel-profile'
import { channelSlugSchema } from '@shoal/protocol/channel-slug'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { suggestSlug } from '../setup/suggest-slug.ts'
import { keepFreshKey } from './fresh-key.ts'
import { newKeyAnswerSchema } from './stream-key-forms.ts'
import { useSend } from './use-send.ts'

export function NewChannelForm() {
  const words = useTranslations('studio')
  const router = useRouter()
  const send = useSend('')
  const [title, setTitle] = useState('')
  const [typedSlug, setTypedSlug] = useState<string | null>(null)
  const [takenSlug, setTakenSlug] = useState<string | null>(null)
  const [isTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const slug = typedSlug ?? suggestSlug(title)
  const isNameless = title.trim() === ''
  const isLong = title.trim().length > MAX_CHANNEL_TITLE_LENGTH
  const isSlugWrong = !channelSlugSchema.safeParse(slug).success
  const titleError = isLong
    ? words('words.tooLong', { most: MAX_CHANNEL_TITLE_LENGTH, is: title.trim().length })
    : isTried && isNameless
      ? words('settings.titleMissing')
      : undefined
  const slugError =
    slug !== '' && slug === takenSlug
      ? words('problems.slug-taken')
      : isSlugWrong && (isTried || (typedSlug ?? '') !== '')
        ? words('settings.slugWrong')
        : undefined

  async function make() {
    setTried(true)
    if (isNameless || isLong || isSlugWrong) return
    setBusy(true)
    setProblem(null)
    const done = await send('POST', '/channels', { title, slug })
    if (!done.isDone) {
      setBusy(false)
      if (done.error === 'slug-taken') return setTakenSlug(slug)
      return setProblem(done.problem)
    }
    // the first key, so that the studio's next step has it
    const key = await send('POST', `/channels/${slug}/stream-keys`, { name: words('keys.defaultName', { number: 1 }) })
    const answer = newKeyAnswerSchema.safeParse(key.isDone ? key.body : undefined)
    if (answer.success) keepFreshKey(slug, answer.data.streamKey)
    router.push(`/studio/${slug}`)
  }

  return (
    <form
      className="space-y-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Field
        label={words('list.name')}
        error={titleError}
        value={title}
        dir="auto"
        onChange={(event) => setTitle(event.target.value)}
      />
      <Field
        label={words('list.address')}
        prefix="/@"
        dir="ltr"
        autoCapitalize="none"
        spellCheck={false}
        hint={words('list.addressHint')}
        error={slugError}
        value={slug}
        onChange={(event) => setTypedSlug(event.target.value)}
      />
      <Button type="submit" isBusy={isBusy}>
        {isBusy ? words('list.making') : words('list.make')}
      </Button>
    </form>
  )
}
