import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from './config.ts'

/** JSON lines on standard output. Nothing of a request is logged by default: serializers leave only what is named. */
export function serverLog(config: Pick<Config, 'LOG_LEVEL'>, to?: DestinationStream): Logger {
  const options = {
    level: config.LOG_LEVEL,
    base: { pid: process.pid },
    timestamp: () => `,"time":"${Temporal.Now.instant().toString({ smallestUnit: 'millisecond' })}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { req: () => undefined, res: () => undefined, err: withoutContent },
  }
  return to ? pino(options, to) : pino(options)
}

/** A database error carries values of rows in `detail` and `where`: only what a developer needs to find the place. */
function withoutContent(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  return {
    type: error.name,
    code,
    message: code ? undefined : error.message,
    stack: code ? undefined : error.stack,
    constraint,
  }
}
