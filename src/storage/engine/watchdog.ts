import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { pidNamespace } from './leases.ts'
import type { Place } from './place.ts'
import { isWindows } from './platform.ts'
import type { PidFile } from './running.ts'

/**
 * Stops server $1 of pid file $2 when no process behind the leases $3 lives any more, looking every $4 seconds. Then takes
 * away the socket folder $5, if it is empty, and the folder $6, if one is named. A shell script because it costs 0.2 MB, and
 * detached because it outlives its parent.
 */
const SCRIPT = `
is_running() { read p <"$2" && [ "$p" = "$1" ] && kill -0 "$1"; }
while is_running "$1" "$2"; do
  sleep "$4"
  live=
  for lease in "$3".*; do
    pid=\${lease##*.}
    if kill -0 "$pid"; then live=1; else rm -f "$lease"; fi
  done
  if [ -z "$live" ]; then
    is_running "$1" "$2" && kill -INT "$1"
    n=0
    while [ -e "$2" ] && [ "$n" -lt 100 ]; do sleep 0.1; n=$((n+1)); done
    [ -e "$2" ] || [ -z "$5" ] || rmdir "$5"
    [ -z "$6" ] || rm -rf "$6"
    exit 0
  fi
done
`

/** Starts the watchdog of one server. Where there is no shell, the next start adopts the server instead. */
export function watch(server: PidFile, place: Place): void {
  const pidFile = path.join(place.cluster, 'postmaster.pid')
  // Only leases of our own pid namespace: numbers of others would point at strangers.
  const leases = path.join(place.leases, pidNamespace())
  const socketFolder = server.host.startsWith('/') ? server.host : ''
  const remove = place.throwaway ? place.root : ''
  const args = [String(server.pid), pidFile, leases, String(place.watchdogSeconds), socketFolder, remove]
  const [program, ...rest] = isWindows
    ? [process.execPath, fileURLToPath(new URL('./watchdog-windows.ts', import.meta.url)), ...args, place.programs.home]
    : ['/bin/sh', '-c', SCRIPT, 'mosaic-watch', ...args]
  spawn(program, rest, { detached: true, stdio: 'ignore', windowsHide: true, cwd: '/' })
    .on('error', () => {})
    .unref()
}
