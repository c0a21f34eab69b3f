/** Shows what this server pushes, also while none of its pages is open, and opens the page that it is about. */

self.addEventListener('push', (event) => {
  const said = read(event.data)
  if (said === null) return
  const { title, body, url, tag } = said
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url }, icon: '/icon.svg' }))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { url } = event.notification.data ?? {}
  if (typeof url !== 'string') return
  event.waitUntil(show(url))
})

/** Null for what is none of ours. */
function read(data) {
  try {
    const { title, body, url, tag } = data.json()
    const isOurs = typeof title === 'string' && typeof url === 'string'
    return isOurs ? { title, body: String(body ?? ''), url, tag: String(tag ?? '') } : null
  } catch {
    return null
  }
}

async function show(url) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const open = windows.find((one) => one.url === url)
  return open ? open.focus() : self.clients.openWindow(url)
}
