/** `GET /embed/<target>/events`: what a player on another site's page is to show, at once and then at each change. */

import type { z } from 'zod'
import { followChannelEvents } from '../../../../features/channels/visible-event.ts'
import { elementWords } from '../../../../features/embed/element-words.ts'
import { findDeletedRecording, findEmbedTarget } from '../../../../features/embed/embed-target.ts'
import { guarded, NOBODY, preflight } from '../../../../features/embed/foreign.ts'
import type { foreignToldSchema } from '../../../../features/embed/foreign-descriptions.ts'
import { p2pTerms } from '../../../../features/watch/p2p-terms.ts'
import { requestLocale } from '../../../../i18n/request.ts'
import { originBase, pageAddress } from '../../../../server/addresses.ts'
import { refuse } from '../../../../server/api.ts'
import { serverConfig } from '../../../../server/env.ts'
import { eventStream } from '../../../../server/event-stream.ts'
import { metrics } from '../../../../server/metrics.ts'

type Context = { params: Promise<{ target: string }> }

export const OPTIONS = preflight

export const GET = (request: Request, { params }: Context) =>
  guarded(request, async () => {
    const { target } = await params
    const found = (await findEmbedTarget(target, NOBODY)) ?? (await findDeletedRecording(target, NOBODY))
    if (found?.access !== 'open') return refuse(404, 'unknown-channel')
    const config = serverConfig()
    const { consent, isRelayed } = await p2pTerms()
    const told = {
      originUrl: originBase(pageAddress(request.headers, config), config),
      consent,
      title: found.channel.title,
      words: elementWords(await requestLocale(), isRelayed),
    } satisfies Partial<z.input<typeof foreignToldSchema>>
    const { channel } = found
    const recording = found.kind === 'recording' ? found.broadcastId : null
    return eventStream(request.signal, (send) => {
      const listeners = metrics().listeners.labels('channel')
      listeners.inc()
      if (found.kind !== 'channel') send({ ...told, event: null, recording })
      const unsubscribe =
        found.kind === 'channel'
          ? followChannelEvents({ headers: NOBODY, channel }, (event) => send({ ...told, event, recording: null }))
          : () => {}
      return () => {
        listeners.dec()
        unsubscribe()
      }
    })
  })
