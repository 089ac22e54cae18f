// Begins the thread that reads records: compiled code is kept for it as for the process, and so it loads what it needs only then.
import module from 'node:module'
import { workerData } from 'node:worker_threads'
import type { Begun } from './records-lane.ts'

const { compiled } = workerData as Begun
if (compiled !== undefined) module.enableCompileCache(compiled)
const thread = await import('./records-thread.ts')
module.flushCompileCache()
await thread.giveRecords()
