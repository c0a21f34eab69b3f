/** Tells those who follow a channel that it is live: by Web Push, and by e-mail where there is a mail server. */

import type { Database } from '@shoal/db/database'
import { forgetPushEndpoint, mailsOfFollowers, type PushEndpoint, pushEndpointsOfFollowers } from '@shoal/db/follows'
import type { TakenEvent } from '@shoal/db/webhook-deliveries'
import type { Logger } from 'pino'
import webPush from 'web-push'
import { createMailTransport, type MailTransport, plainLine } from '../../server/mail.ts'
import { postOutside } from '../../server/outside-request.ts'
import type { VapidKeys } from '../../server/vapid.ts'
import { unsubscribeQuery } from './unsubscribe-link.ts'

const AT_ONCE = 20
const PUSH_TIMEOUT_MS = 10_000
/** A push service keeps it this long for a browser that is away: who looks later sees for themselves. */
const PUSH_TTL_SECONDS = 1800

export type Words = {
  /** `title` is the channel's; what comes back is a plain line. */
  subject: (of: { channel: string }) => string
  body: (of: { channel: string; title: string; url: string }) => string
  footer: (of: { channel: string; url: string }) => string
}

export type TellOptions = {
  database: Database
  log: Logger
  siteUrl: string
  vapid: VapidKeys | null
  mail: { url: string; from: string } | null
  /** Signs the links that end e-mails. */
  secret: string
  allow: readonly string[]
  words: () => Promise<Words>
}

/** Returns what takes events. Only a public broadcast's start is told, and no test picture's. */
export function createTeller(options: TellOptions): (event: TakenEvent) => Promise<void> {
  const transport = options.mail ? createMailTransport(options.mail.url) : null
  return async (event) => {
    if (event.kind !== 'broadcast.started' || event.privacy !== 'public' || event.isTest) return
    await Promise.all([tellBrowsers(event, options), transport && tellByMail(event, options, transport)])
  }
}

async function tellBrowsers(event: TakenEvent, options: TellOptions): Promise<void> {
  const { database, vapid, siteUrl, log } = options
  if (!vapid) return
  const endpoints = await pushEndpointsOfFollowers(database, event.channelId)
  const words = await options.words()
  const payload = JSON.stringify({
    title: words.subject({ channel: event.channelTitle }),
    body: event.title,
    url: `${siteUrl}/@${event.slug}`,
    tag: `live-${event.slug}`,
  })
  const outcomes = await inTurn(endpoints, (endpoint) => push(endpoint, payload, { ...options, vapid }))
  const told = outcomes.filter((isTold) => isTold).length
  log.info({ channel: event.slug, endpoints: endpoints.length, told }, 'followers were told by push')
}

/** False when it did not arrive. An endpoint that is gone is forgotten. */
async function push(
  { id, endpoint, p256dh, auth }: PushEndpoint,
  payload: string,
  { database, vapid, siteUrl, allow }: TellOptions & { vapid: VapidKeys },
): Promise<boolean> {
  const request = await Promise.resolve()
    .then(() =>
      webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
        vapidDetails: { subject: subjectOf(siteUrl), ...vapid },
        ...{ TTL: PUSH_TTL_SECONDS, urgency: 'high' as const },
      }),
    )
    .catch(() => null)
  if (!request) {
    await forgetPushEndpoint(database, id) // keys that nothing can be encrypted for
    return false
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  delete headers['Content-Length']
  const body = request.body ?? ''
  const outcome = await postOutside({ url: endpoint, body, headers, allow, timeoutMs: PUSH_TIMEOUT_MS })
  const isGone = outcome.kind === 'answered' && (outcome.status === 404 || outcome.status === 410)
  if (isGone || outcome.kind === 'refused-address') await forgetPushEndpoint(database, id)
  return outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300
}

/** Push services want an https: or mailto: address of who is responsible (RFC 8292, section 2.1). */
function subjectOf(siteUrl: string): string {
  return siteUrl.startsWith('https:') ? siteUrl : `mailto:operator@${new URL(siteUrl).hostname}`
}

async function tellByMail(
  event: TakenEvent,
  { database, mail, siteUrl, secret, log, words: wordsOf }: TellOptions,
  transport: MailTransport,
): Promise<void> {
  const people = await mailsOfFollowers(database, event.channelId)
  const words = await wordsOf()
  const url = `${siteUrl}/@${event.slug}`
  const channel = plainLine(event.channelTitle)
  const outcomes = await inTurn(people, async ({ id, name, email }) => {
    const query = unsubscribeQuery({ userId: id, channelId: event.channelId }, secret)
    const text = [
      words.body({ channel, title: event.title, url }),
      words.footer({ channel, url: `${siteUrl}/unsubscribe?${query}` }),
    ].join('\n\n-- \n')
    return transport
      .sendMail({
        from: mail?.from,
        to: { name: plainLine(name), address: email },
        subject: words.subject({ channel }),
        text,
        headers: {
          'List-Unsubscribe': `<${siteUrl}/api/v1/unsubscribe?${query}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          'Auto-Submitted': 'auto-generated',
        },
      })
      .then(() => true)
      .catch((error) => {
        log.warn({ err: error }, 'an e-mail could not be sent')
        return false
      })
  })
  const told = outcomes.filter((isTold) => isTold).length
  log.info({ channel: event.slug, people: people.length, told }, 'followers were told by e-mail')
}

/** At most `AT_ONCE` at a time. */
async function inTurn<T, R>(all: readonly T[], each: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (let from = 0; from < all.length; from += AT_ONCE) {
    done.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(each))))
  }
  return done
}
