/** Personal access tokens on the account's page: listed, made, shown once, revoked. Needs the words of `notifications`. */

'use client'

import { useCallback, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { useDates } from '../../ui/use-dates.ts'
import { useInPlace } from '../../ui/use-in-place.ts'
import { NewToken } from './new-token.tsx'
import { type TokenRow, tokenListSchema } from './token-schemas.ts'

const PATH = '/api/v1/account/tokens'

export function AccessTokens() {
  const words = useTranslations('notifications.tokens')
  const [tokens, setTokens] = useState<TokenRow[] | null>(null)
  const [isFailing, setFailing] = useState(false)
  const making = useInPlace()
  const [fresh, setFresh] = useState<string | null>(null)

  const load = useCallback(async () => {
    const read = await fetch(PATH)
      .then(async (response) => tokenListSchema.parse(await response.json()))
      .catch(() => null)
    setFailing(read === null)
    if (read) setTokens(read.tokens)
  }, [])
  useEffect(() => void load(), [load])

  async function revoke(id: string) {
    await sendJson('DELETE', `${PATH}/${id}`)
    await load()
  }

  return (
    <Card
      title={words('title')}
      aside={
        <Link href="/api" className="text-sm text-sea underline underline-offset-2">
          {words('apiPage')}
        </Link>
      }
    >
      <p className="mb-4 text-ink-soft">{words('intro')}</p>
      {fresh !== null && (
        <div className="mb-4 space-y-3">
          <Notice tone="good">{words('made')}</Notice>
          <CopyField label={words('token')} value={fresh} />
        </div>
      )}
      {isFailing && <Notice tone="bad">{words('failed')}</Notice>}
      {tokens === null && !isFailing && <p className="text-ink-soft">{words('loading')}</p>}
      {tokens?.length === 0 && <p className="text-ink-soft">{words('none')}</p>}
      {tokens && tokens.length > 0 && (
        <ul className="divide-y divide-line">
          {tokens.map((token) => (
            <TokenItem key={token.id} token={token} onRevoke={() => revoke(token.id)} />
          ))}
        </ul>
      )}
      <div className="mt-5">
        {making.isOpen ? (
          <NewToken
            onCancel={making.close}
            onMade={(token) => {
              setFresh(token)
              making.close()
              void load()
            }}
          />
        ) : (
          <Button look="quiet" {...making.opener}>
            {words('make')}
          </Button>
        )}
      </div>
    </Card>
  )
}

function TokenItem({ token, onRevoke }: { token: TokenRow; onRevoke: () => void }) {
  const words = useTranslations('notifications.tokens')
  const date = useDates()
  const { name, hint, scopes, expiresAt, lastUsedAt } = token
  const day = (iso: string) => date(new Date(iso), 'day')
  const isOver = expiresAt !== null && new Date(expiresAt) <= new Date()
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 py-3">
      <div className="min-w-0 space-y-1">
        <p className="font-medium break-words">
          {name} <bdi className="font-mono text-sm text-ink-soft">…{hint}</bdi>
        </p>
        <p className="flex flex-wrap gap-1.5">
          {scopes.map((scope) => (
            <code key={scope} dir="ltr" className="rounded-md bg-raised px-1.5 py-0.5 text-xs">
              {scope}
            </code>
          ))}
        </p>
        <p className="text-sm text-ink-soft">
          {isOver
            ? words('expired')
            : expiresAt === null
              ? words('noExpiry')
              : words('expiresAt', { date: day(expiresAt) })}
          {' · '}
          {lastUsedAt === null ? words('neverUsed') : words('lastUsed', { when: day(lastUsedAt) })}
        </p>
      </div>
      <ConfirmButton
        look="danger"
        size="small"
        question={words('revokeQuestion', { name })}
        consequence={words('revokeConsequence')}
        deed={words('revoke')}
        onConfirm={onRevoke}
      >
        {words('revoke')}
      </ConfirmButton>
    </li>
  )
}
