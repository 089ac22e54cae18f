/** A process that opens the engine of the folder in its first argument, with the older package in its second, and says each step. */
import { openEngine } from '../index.ts'

const [folder = '', older = ''] = process.argv.slice(2)
const engine = await openEngine(folder, { older: () => older, onUpgrade: what => console.log(what) })
await engine.close()
