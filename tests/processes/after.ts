/** After each file that starts processes: they end. */
import { afterAll } from 'vitest'
import { endAll } from './server.ts'

afterAll(endAll, 60_000)
