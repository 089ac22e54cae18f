import { Worker } from 'node:worker_threads'
import type { TextReason } from '../schema.ts'
import type { ReadResult, ReadTask } from './read-text.ts'

export type Bounds = {
  /** milliseconds */
  time: number
  /** of the worker's own heap, MiB */
  heap: number
  /** by which the whole process may grow meanwhile, MiB: buffers stand outside of every heap */
  growth: number
  /** bytes */
  expanded: number
}

export const BOUNDS: Bounds = { time: 30_000, heap: 256, growth: 512, expanded: 50 * 1024 * 1024 }

const LOOK_MS = 50
const MIB = 1024 * 1024

/** Reads a document's text in a thread of its own, and ends that thread at the bounds. The bytes are handed over, not copied. */
export async function readApart(task: Omit<ReadTask, 'mostExpanded'>, bounds = BOUNDS): Promise<ReadResult> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { ...task, mostExpanded: bounds.expanded },
    transferList: [task.bytes.buffer as ArrayBuffer],
    resourceLimits: { maxOldGenerationSizeMb: bounds.heap, maxYoungGenerationSizeMb: 32 },
    stdout: true,
    stderr: true,
  })
  const { promise, resolve } = Promise.withResolvers<ReadResult>()
  const fail = (reason: TextReason) => resolve({ failed: reason })
  const before = process.memoryUsage.rss()
  const timer = setTimeout(() => fail('too_slow'), bounds.time)
  const look = setInterval(() => {
    if (process.memoryUsage.rss() - before > bounds.growth * MIB) fail('out_of_memory')
  }, LOOK_MS)
  worker.once('message', resolve)
  worker.once('error', error =>
    fail((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out_of_memory' : 'broken'),
  )
  worker.once('exit', () => fail('broken'))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    clearInterval(look)
    await worker.terminate()
  }
}
