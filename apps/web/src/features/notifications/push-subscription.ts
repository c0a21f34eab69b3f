/** This browser's subscription to pushes: asked for, told to the server, and ended. */

import { sendJson } from '../../ui/send-json.ts'

const WORKER = '/push-worker.js'
const ENDPOINTS = '/api/v1/account/push-endpoints'

export type PushOutcome = 'subscribed' | 'denied' | 'unsupported' | 'failed'

function canPush(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/** Must come from a press: browsers ask nobody otherwise. @param key the server's VAPID key, base64url */
export async function subscribeToPush(key: string): Promise<PushOutcome> {
  if (!canPush()) return 'unsupported'
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  try {
    await navigator.serviceWorker.register(WORKER)
    const { pushManager } = await navigator.serviceWorker.ready
    const present = await pushManager.getSubscription()
    const subscription =
      present ?? (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) }))
    const { endpoint, keys } = subscription.toJSON()
    const sent = await sendJson('POST', ENDPOINTS, { endpoint, keys })
    return sent.kind === 'answered' && sent.status === 204 ? 'subscribed' : 'failed'
  } catch {
    return 'failed'
  }
}

/** Where this browser takes pushes; null where it does not. */
export async function ownEndpoint(): Promise<string | null> {
  if (!canPush()) return null
  const registration = await navigator.serviceWorker.getRegistration(WORKER).catch(() => undefined)
  const subscription = await registration?.pushManager.getSubscription().catch(() => null)
  return subscription?.endpoint ?? null
}

/** Lets go of the push service, too. */
export async function endOwnPush(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER)
  const subscription = await registration?.pushManager.getSubscription()
  await subscription?.unsubscribe()
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
