/** The channel's name, its address, and what it says about itself. */

'use client'

import { MAX_ABOUT_LENGTH, MAX_CHANNEL_TITLE_LENGTH } from '@shoal/protocol/channel-profile'
import { channelSlugSchema } from '@shoal/protocol/channel-slug'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { changedFields } from '../../ui/changed-fields.ts'
import { Field } from '../../ui/field.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { ImageField } from '../media/image-field.tsx'
import { IDLE, SaveRow, type SaveState } from './save-row.tsx'
import { useStudio } from './studio-provider.tsx'
import { useSend } from './use-send.ts'

type ProfileFormProps = {
  title: string
  about: string
  /** File name in the media folder. */
  picture: string | null
}

export function ProfileForm({ title, about, picture }: ProfileFormProps) {
  const { slug } = useStudio()
  const words = useTranslations('studio')
  const router = useRouter()
  const send = useSend(slug)
  const [saved, setSaved] = useState({ title, slug, about, picture })
  const [draft, setDraft] = useState(saved)
  const [state, setState] = useState<SaveState>(IDLE)
  const [takenSlug, setTakenSlug] = useState<string | null>(null)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved)
  const tooLong = (text: string, most: number) =>
    text.trim().length > most ? words('words.tooLong', { most, is: text.trim().length }) : undefined
  const errors = {
    title: draft.title.trim() === '' ? words('settings.titleMissing') : tooLong(draft.title, MAX_CHANNEL_TITLE_LENGTH),
    slug: !channelSlugSchema.safeParse(draft.slug).success
      ? words('settings.slugWrong')
      : draft.slug === takenSlug
        ? words('problems.slug-taken')
        : undefined,
    about: tooLong(draft.about, MAX_ABOUT_LENGTH),
  }

  function change(changed: Partial<typeof draft>) {
    setState(IDLE)
    setDraft({ ...draft, ...changed })
  }

  async function save() {
    if (Object.values(errors).some(Boolean)) return
    setState({ kind: 'saving' })
    const done = await send('PATCH', '', changedFields(saved, draft))
    if (!done.isDone) {
      if (done.error === 'slug-taken') setTakenSlug(draft.slug)
      return setState({ kind: 'failed', problem: done.problem })
    }
    setSaved(draft)
    setState({ kind: 'saved' })
    if (draft.slug !== slug) router.replace(`/studio/${draft.slug}/settings`)
    else router.refresh()
  }

  return (
    <form
      className="space-y-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <ImageField
        label={words('settings.picture')}
        value={draft.picture}
        onChange={(name) => change({ picture: name })}
      />
      <Field
        label={words('list.name')}
        error={errors.title}
        value={draft.title}
        dir="auto"
        onChange={(event) => change({ title: event.target.value })}
      />
      <Field
        label={words('list.address')}
        prefix="/@"
        autoCapitalize="none"
        spellCheck={false}
        dir="ltr"
        hint={words('settings.addressHint')}
        error={errors.slug}
        value={draft.slug}
        onChange={(event) => change({ slug: event.target.value })}
      />
      <TextArea
        label={words('settings.aboutText')}
        hint={words('settings.aboutHint')}
        error={errors.about}
        value={draft.about}
        dir="auto"
        onChange={(event) => change({ about: event.target.value })}
      />
      <SaveRow state={state} isChanged={isChanged} />
    </form>
  )
}
