import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'

/** JSON lines on standard output. Nothing of a request is logged by default: serializers leave only what is named. */
export function serverLog(config: Pick<Config, 'LOG_LEVEL'>): Logger {
  return pino({
    level: config.LOG_LEVEL,
    base: { pid: process.pid },
    timestamp: () => `,"time":"${Temporal.Now.instant().toString({ smallestUnit: 'millisecond' })}"`,
    formatters: { level: label => ({ level: label }) },
    serializers: { req: () => undefined, res: () => undefined },
  })
}
