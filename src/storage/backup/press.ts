import { Worker } from 'node:worker_threads'
import type { Print } from '../copy/index.ts'
import { CHUNK_BYTES } from './format.ts'

/** A piece of a table's COPY text: compressed, with what the manifest says of it. `rows`: of its table until here. */
export type Chunk = { bytes: Buffer; text: number; sha256: string; rows: number }

export type Order = { kind: 'press'; text: ArrayBuffer; length: number } | { kind: 'end' }
export type Answer =
  | { kind: 'pressed'; bytes: ArrayBuffer; sha256: string; rows: number; text: ArrayBuffer }
  | { kind: 'print'; print: Print }
  | { kind: 'failed'; message: string }

/**
 * Compresses and hashes on a thread of its own, in the order in which it is given, so that a process that serves goes on
 * serving: every frame costs its heap a collection, which is short where the heap is small.
 */
export type Press = {
  /** Memory for the text of a chunk, to be handed to `press`. */
  take(): Uint8Array<ArrayBuffer>
  press(text: Uint8Array<ArrayBuffer>, length: number): Promise<Chunk>
  /** The fingerprint of all that was pressed since the last one. */
  end(): Promise<Print>
  close(): Promise<unknown>
}

export function openPress(): Press {
  const worker = new Worker(new URL('./press-worker.ts', import.meta.url))
  const waiting: { resolve(answer: Answer): void; reject(error: Error): void }[] = []
  const spare: Uint8Array<ArrayBuffer>[] = []
  let broken: Error | undefined
  const breakOff = (error: Error) => {
    broken ??= error
    for (const one of waiting.splice(0)) one.reject(broken)
  }
  worker.on('message', (answer: Answer) => {
    const one = waiting.shift()
    if (answer.kind === 'failed') one?.reject(new Error(answer.message))
    else one?.resolve(answer)
  })
  worker.on('error', breakOff)
  worker.on('exit', code => breakOff(new Error(`the thread that compresses ended with ${code}`)))

  function ask(order: Order, hand: ArrayBuffer[] = []): Promise<Answer> {
    if (broken) return Promise.reject(broken)
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    waiting.push({ resolve, reject })
    worker.postMessage(order, hand)
    return promise
  }

  return {
    take: () => spare.pop() ?? new Uint8Array(CHUNK_BYTES),
    async press(text, length) {
      const answer = await ask({ kind: 'press', text: text.buffer, length }, [text.buffer])
      if (answer.kind !== 'pressed') throw new Error('the thread that compresses answered out of turn')
      spare.push(new Uint8Array(answer.text))
      return { bytes: Buffer.from(answer.bytes), text: length, sha256: answer.sha256, rows: answer.rows }
    },
    async end() {
      const answer = await ask({ kind: 'end' })
      if (answer.kind !== 'print') throw new Error('the thread that compresses answered out of turn')
      return answer.print
    },
    close: () => worker.terminate(),
  }
}
