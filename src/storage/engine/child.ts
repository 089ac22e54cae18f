import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { isLinux, isRoot, isWindows } from './platform.ts'

/**
 * Runs one of PostgreSQL's programs on a cluster, as the cluster's owner where we are root.
 *
 * On Linux the cluster is named by the working directory, which is entered before the user changes: its parents, such as
 * /root, may be closed to that user. PostgreSQL 15 leaves the directory to find itself, so there the path must be open.
 */
export function runOnCluster(
  program: { home: string; name: 'initdb' | 'postgres' | 'pg_ctl'; major: number },
  cluster: string,
  args: string[],
  options: SpawnOptions = {},
): ChildProcess {
  const binary = path.join(program.home, 'bin', isWindows ? `${program.name}.exe` : program.name)
  const here = isRoot && isLinux && program.major >= 16
  const { uid, gid } = fs.statSync(cluster)
  return spawn(binary, ['-D', here ? '/proc/self/cwd' : cluster, ...args], {
    cwd: cluster,
    env: isWindows ? process.env : { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
    windowsHide: true,
    ...(isRoot ? { uid, gid } : {}),
    ...options,
  })
}

/** Waits for the end of a program and gives its status and what it printed. Throws what `spawn` reports. */
export async function finished(child: ChildProcess): Promise<{ status: number | string; printed: string }> {
  let printed = ''
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk))
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk))
  const status = await new Promise<number | string>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown'))
  })
  return { status, printed }
}
