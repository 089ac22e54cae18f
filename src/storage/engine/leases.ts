import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { isLinux } from './platform.ts'

/**
 * A lease is an empty file `<pid namespace>.<start of the process>.<random>.<pid>`: one for each opened engine. The watchdog,
 * a shell script, reads the number at its end; a process that opens the engine twice has two.
 */
export function writeLease(folder: string): string {
  fs.mkdirSync(folder, { recursive: true })
  const name = [pidNamespace(), processStart(process.pid) ?? 0, randomBytes(4).toString('hex'), process.pid].join('.')
  const file = path.join(folder, name)
  fs.writeFileSync(file, '')
  return file
}

/** Leases whose process lives, in our own pid namespace. Others of our namespace are removed; strangers' are left alone. */
export function livingLeases(folder: string): string[] {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : []
  return names.filter(name => {
    const [namespace, start, , pid] = name.split('.')
    if (namespace !== pidNamespace()) return false
    if (isAlive(Number(pid)) && (processStart(Number(pid)) ?? 0) === Number(start)) return true
    fs.rmSync(path.join(folder, name), { force: true })
    return false
  })
}

/** Removes all, also those of containers that are gone. Only for who knows that nobody else is in. */
export function clearLeases(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true })
}

/** Whether a process has this number, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

let namespace: string | undefined

/** Containers on one volume have the same small numbers for different processes; the namespace tells them apart. */
export function pidNamespace(): string {
  namespace ??= isLinux ? fs.readlinkSync('/proc/self/ns/pid').replace(/\D/g, '') : '0'
  return namespace
}

/** Clock ticks from boot to the start of a process: with it, a number that was given out again is not taken for the old one. */
function processStart(pid: number): number | undefined {
  if (!isLinux) return undefined
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name may hold spaces and brackets; the 22nd field is the 20th after its last bracket.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  } catch {
    return undefined
  }
}
