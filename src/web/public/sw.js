// Shows what the server pushes to staff, and leads to its page. It keeps nothing and answers no request of a page.

self.addEventListener('install', event => event.waitUntil(self.skipWaiting()))
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))

self.addEventListener('push', event => {
  const { title, body, path, tag } = readMessage(event.data)
  // A browser takes the permission away from who pushes without showing anything.
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      icon: '/icon.svg',
      data: { path },
      ...(tag && { tag, renotify: true }),
    }),
  )
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(open(addressOf(event.notification.data?.path)))
})

/** { title, body, path, tag }; what cannot be read still says that there is something. */
function readMessage(data) {
  let said
  try {
    said = data?.json()
  } catch {
    said = undefined
  }
  const text = value => (typeof value === 'string' && value !== '' ? value : undefined)
  return {
    title: text(said?.title) ?? 'Mosaic',
    body: text(said?.body) ?? (said ? '' : 'There is something new.'),
    path: text(said?.path) ?? '/console',
    tag: text(said?.tag),
  }
}

/** Only pages of this origin are opened, whatever the message names. */
function addressOf(path) {
  const home = new URL('/console', self.location.origin)
  const url = URL.parse(path ?? '/console', self.location.origin)
  return (url?.origin === self.location.origin ? url : home).href
}

/** Shows the page in a window that is open already, staff pages first; in a new one where there is none. */
async function open(url) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const there = windows.find(one => one.url === url)
  if (there) return there.focus()
  const staff = windows.find(one => new URL(one.url).pathname.startsWith('/console'))
  // Taking a page away from somebody is only right where it is the staff page anyway.
  const moved = staff && (await staff.navigate(url).catch(() => null))
  return moved ? moved.focus() : self.clients.openWindow(url)
}
