import { useSyncExternalStore } from 'react'

function subscribeOnline(listener: () => void) {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

/** Says that there is no connection, and that nothing written is lost by it. */
export function Offline() {
  const online = useSyncExternalStore(subscribeOnline, () => navigator.onLine)
  return (
    <div role="status" className="empty:hidden">
      {!online && (
        <p className="rounded-lg border border-warn-line bg-warn-tint px-3.5 py-2 text-sm text-warn">
          You are offline. Keep writing: messages are kept here and go out when the connection is back.
        </p>
      )}
    </div>
  )
}
