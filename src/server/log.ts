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

/** Errors whose words are about code. Others quote what they could not read, which may be what a person said. */
const ABOUT_CODE = new Set(['Error', 'TypeError', 'ReferenceError'])

/** A database error carries values of rows in `detail` and `where`: only what a developer needs to find the place. */
function withoutContent(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  if (code) return { type: error.name, code, constraint }
  const frames = error.stack?.split('\n').filter(line => /^\s+at /.test(line))
  return {
    type: error.name,
    message: ABOUT_CODE.has(error.name) ? error.message : undefined,
    stack: frames?.join('\n'),
  }
}
