/** Sends what the studio changes, and says in words what kept it from happening. */

'use client'

import { useCallback } from 'react'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import { sendJson } from '../../ui/send-json.ts'
import { useTooMany } from '../../ui/use-too-many.ts'

const refusalSchema = z.object({ error: z.string() })

export type Done = { isDone: true; body: unknown } | { isDone: false; error: string; problem: string }

type Method = Parameters<typeof sendJson>[0]

/** `path` is below the channel's: `/stream-keys`. Empty slug: below `/api/v1`. */
export function useSend(slug: string): (method: Method, path: string, body?: unknown) => Promise<Done> {
  const words = useTranslations('studio')
  const tooMany = useTooMany()
  return useCallback(
    async (method, path, body) => {
      const sent = await sendJson(method, `/api/v1${slug === '' ? '' : `/channels/${slug}`}${path}`, body)
      if (sent.kind === 'answered' && sent.status < 300) return { isDone: true, body: sent.body }
      const error =
        sent.kind === 'unreachable' ? 'unreachable' : (refusalSchema.safeParse(sent.body).data?.error ?? 'failed')
      return {
        isDone: false,
        error,
        problem: tooMany(sent) ?? words(`problems.${isKnown(words, error) ? error : 'failed'}`),
      }
    },
    [slug, words, tooMany],
  )
}

type Words = ReturnType<typeof useTranslations<'studio'>>
type KnownProblem = Extract<Parameters<Words>[0], `problems.${string}`> extends `problems.${infer Name}` ? Name : never

function isKnown(words: Words, error: string): error is KnownProblem {
  return words.has(`problems.${error}` as `problems.${KnownProblem}`)
}
