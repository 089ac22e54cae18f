import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { refuse } from '../../../kernel/refusal.ts'

const program = fileURLToPath(new URL('../../../cli/mosaic.ts', import.meta.url))
const START_MS = 120_000

/** A Mosaic of our own on this machine, by the settings given, at one address over all its lives. */
export type LocalMosaic = {
  readonly url: string
  /** As a power cut ends it. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Starts `mosaic serve` on a free port of the loopback interface and keeps that port. Refuses `doctor.no_start`. */
export async function startLocal(env: NodeJS.ProcessEnv, cwd: string): Promise<LocalMosaic> {
  let child: ChildProcess | undefined
  let url = ''
  async function start() {
    const port = url ? new URL(url).port : '0'
    url = await launch(port)
  }
  async function launch(port: string): Promise<string> {
    const started = spawn(process.execPath, [program, 'serve'], {
      cwd,
      env: { ...env, PORT: port, HOST: '127.0.0.1', LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    let text = ''
    return await new Promise<string>((resolve, reject) => {
      const fail = () => {
        clearTimeout(timer)
        try {
          refuse('unavailable', 'doctor.no_start', {
            message: `Mosaic did not start here:\n${text.trim().split('\n').slice(-8).join('\n')}`,
          })
        } catch (error) {
          reject(error)
        }
      }
      const timer = setTimeout(fail, START_MS)
      const hear = (chunk: Buffer) => {
        text = (text + chunk).slice(-20_000)
        const found = /Mosaic listens on (http:\/\/\S+)/.exec(text)
        // The start block follows once the store is open and migrated.
        if (!found || !/^\s*open\s/m.test(text)) return
        clearTimeout(timer)
        resolve(found[1]!)
      }
      started.stdout!.on('data', hear)
      started.stderr!.on('data', hear)
      started.once('close', fail)
    })
  }
  async function end(signal: 'SIGKILL' | 'SIGTERM') {
    const running = child
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const gone = new Promise(resolve => running.once('close', resolve))
    running.kill(signal)
    await gone
  }
  try {
    await start()
  } catch (error) {
    await end('SIGKILL')
    throw error
  }
  return {
    get url() {
      return url
    },
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}
