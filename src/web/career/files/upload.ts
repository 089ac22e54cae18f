import type { KeptFile } from '../../../files/schema.ts'
import type { KeptAnswer } from '../../../outage/schema.ts'
import { Problem, problemOf } from '../../api/client.ts'

/** A file on its way. Its id is made here and never changes: sending it again is the same upload. */
export type Upload = {
  id: string
  file: File
  state: 'queued' | 'sending' | 'done' | 'failed' | 'kept'
  /** 0 to 1 */
  sent: number
  problem: string | null
  /** Sending it again may help. */
  again: boolean
  /** What the server said that keeps it and cannot file it yet */
  kept?: string
}

export function newUpload(file: File): Upload {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const id = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return { id, file, state: 'queued', sent: 0, problem: null, again: true }
}

/** Sends a file and tells how far it is. `fetch` cannot tell. Every failure is a Problem; an abort is an AbortError. */
export function send(
  upload: Upload,
  onSent: (share: number) => void,
  signal: AbortSignal,
): Promise<KeptFile | KeptAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const aborted = () => reject(new DOMException('cancelled', 'AbortError'))
    signal.addEventListener('abort', () => request.abort())
    request.upload.onprogress = ({ loaded, total }) => total > 0 && onSent(loaded / total)
    request.onabort = aborted
    request.onerror = () =>
      reject(new Problem({ status: 0, code: 'web.unreachable', message: 'The connection broke. Nothing was kept.' }))
    request.onload = () => {
      const headers = new Headers()
      for (const name of ['retry-after', 'x-request-id']) {
        const value = request.getResponseHeader(name)
        if (value) headers.set(name, value)
      }
      const response = new Response(request.responseText || null, { status: request.status, headers })
      if (response.ok) response.json().then(resolve, reject)
      else problemOf(response).then(reject, reject)
    }
    const form = new FormData()
    form.append('id', upload.id)
    form.append('file', upload.file)
    request.open('POST', '/api/files')
    request.setRequestHeader('accept', 'application/json')
    if (signal.aborted) aborted()
    else request.send(form)
  })
}
