/** What the shell script in watchdog.ts does, for a platform without one. The folder `home` holds pg_ctl. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './leases.ts'

const [server = '', pidFile = '', leases = '', seconds = '5', , remove = '', home = ''] = process.argv.slice(2)

function isRunning(): boolean {
  try {
    return fs.readFileSync(pidFile, 'utf8').split(/\r?\n/)[0] === server && isAlive(Number(server))
  } catch {
    return false
  }
}

function someoneLives(): boolean {
  const folder = path.dirname(leases)
  return fs
    .readdirSync(folder)
    .filter(name => name.startsWith(`${path.basename(leases)}.`))
    .some(name => isAlive(Number(name.split('.').at(-1))))
}

while (isRunning()) {
  await sleep(Number(seconds) * 1000)
  if (someoneLives()) continue
  const cluster = path.dirname(pidFile)
  if (isRunning()) spawnSync(path.join(home, 'bin', 'pg_ctl.exe'), ['stop', '-m', 'fast', '-D', cluster])
  if (remove) fs.rmSync(remove, { recursive: true, force: true, maxRetries: 20 })
  break
}
