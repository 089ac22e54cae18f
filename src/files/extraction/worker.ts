import { parentPort, workerData } from 'node:worker_threads'
import { type ReadTask, readText } from './read-text.ts'

/** Runs apart from everything else: whatever a document does to it, only this worker ends. */
parentPort!.postMessage(await readText(workerData as ReadTask))
