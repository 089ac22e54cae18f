import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { FileLimits } from '../../../files/schema.ts'
import { messageOf, Problem } from '../../api/client.ts'
import { formatBytes } from './sizes.ts'
import { newUpload, send, type Upload } from './upload.ts'

const AT_ONCE = 2
/** How often it is looked whether a file that the server keeps has been filed. */
const KEPT_MS = 60_000

/** Files that the person chose, sent two at a time. Leaving the page while one is on its way is asked about. */
export function useUploads(limits: FileLimits | undefined) {
  const queries = useQueryClient()
  const [uploads, setUploads] = useState<Upload[]>([])
  const running = useRef(new Map<string, AbortController>())

  const change = (id: string, next: Partial<Upload>) =>
    setUploads(all => all.map(one => (one.id === id ? { ...one, ...next } : one)))

  useEffect(() => {
    const free = AT_ONCE - uploads.filter(({ state }) => state === 'sending').length
    for (const upload of uploads.filter(({ state }) => state === 'queued').slice(0, Math.max(0, free))) {
      if (running.current.has(upload.id)) continue
      const abort = new AbortController()
      running.current.set(upload.id, abort)
      change(upload.id, { state: 'sending' })
      send(upload, sent => change(upload.id, { sent }), abort.signal)
        .then(
          async answer => {
            // Sent again later it is the same file: that tells when it has arrived.
            if ('kept' in answer) {
              change(upload.id, { state: 'kept', sent: 1, kept: answer.sentence })
              setTimeout(() => change(upload.id, { state: 'queued' }), KEPT_MS)
              return
            }
            change(upload.id, { state: 'done', sent: 1 })
            await queries.invalidateQueries({ queryKey: ['files'] })
            setUploads(all => all.filter(({ id }) => id !== upload.id))
          },
          (error: unknown) => {
            if ((error as Error).name === 'AbortError') return
            const again = error instanceof Problem && (error.passing || error.code === 'files.no_room')
            change(upload.id, { state: 'failed', sent: 0, problem: messageOf(error), again })
          },
        )
        .finally(() => running.current.delete(upload.id))
    }
  })

  const isBusy = uploads.some(({ state }) => state === 'queued' || state === 'sending')
  useEffect(() => {
    if (!isBusy) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isBusy])

  return {
    uploads,
    add(files: Iterable<File>) {
      const fresh = [...files].map(file => {
        const upload = newUpload(file)
        const problem =
          file.size === 0
            ? 'This file is empty.'
            : limits && file.size > limits.fileBytes
              ? `It has ${formatBytes(file.size)}; a file may have ${formatBytes(limits.fileBytes)} at most.`
              : null
        return problem ? { ...upload, state: 'failed' as const, problem, again: false } : upload
      })
      setUploads(all => [...all, ...fresh])
    },
    retry: (id: string) => change(id, { state: 'queued', sent: 0, problem: null }),
    /** Ends it, or takes a failed one from the list. */
    drop(id: string) {
      running.current.get(id)?.abort()
      setUploads(all => all.filter(one => one.id !== id))
    },
  }
}
