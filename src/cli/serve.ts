import { spawnSync } from 'node:child_process'
import module from 'node:module'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { startBlock } from '../server/banner.ts'
import { start } from '../server/start.ts'

type Io = { out(line: string): void; err(line: string): void }

/** `serve [--build]`: starts Mosaic and stays until it is told to stop. `--build` makes the web pages first when stale. */
export async function serveCommand(args: string[], io: Io): Promise<number> {
  if (args.includes('--build')) {
    const script = fileURLToPath(new URL('../../scripts/build.ts', import.meta.url))
    const built = spawnSync(process.execPath, [script], { stdio: 'inherit' })
    if (built.status !== 0) return built.status ?? 1
  }
  const say = (lines: string[]) => {
    for (const line of lines) io.out(line)
  }
  const running = await start(process.env, process.cwd(), say)
  const stopped = Promise.withResolvers<number>()
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await running.close()
    stopped.resolve(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
  // A fault that nobody expected is logged; what was confirmed is in the database, and the next start goes on.
  process.on('unhandledRejection', error =>
    running.app.log.error({ err: error }, 'a promise was rejected and nobody heard it'),
  )

  if (running.config.LOG_LEVEL !== 'silent') io.out(`Mosaic listens on ${running.address} and opens its database …`)
  try {
    const { firstAdministrator } = await running.ready
    if (!stopping) say(startBlock(running, firstAdministrator))
    // Else it is written at a proper exit alone, and a process that is killed has none.
    module.flushCompileCache()
  } catch (error) {
    await running.close()
    // Told to stop while it waited for its database: that is no fault.
    if (stopping) return 0
    throw error
  }
  return stopped.promise
}
