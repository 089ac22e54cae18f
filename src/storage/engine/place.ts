import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { makeDataFolder } from './folders.ts'
import type { EngineOptions } from './index.ts'
import type { Home } from './initialise.ts'
import { findPackage } from './package.ts'
import { isWindows } from './platform.ts'
import { cacheRoots, unpack } from './unpack.ts'

/** An engine's folder with what lies in it, and the programs that serve it. */
export type Place = {
  root: string
  cluster: string
  leases: string
  lock: string
  members: string
  log: string
  programs: Home
  /** The release of PostgreSQL, such as `18.4`. */
  version: string
  throwaway: boolean
  loopback: boolean
  settings: Record<string, string>
  watchdogSeconds: number
  cacheRoots: string[]
  /** The package of an older major: name or path; undefined is the usual alias. */
  older: ((major: number) => string) | undefined
  onUpgrade: ((what: string) => void) | undefined
}

/** Makes the folder and unpacks the programs. Without a folder: a throwaway one in the temporary directory. */
export function preparePlace(folder: string | undefined, options: EngineOptions): Place {
  const temporary = folder === undefined
  const throwaway = options.throwaway ?? temporary
  const found = findPackage(options.package)
  const root = temporary ? fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-memory-')) : path.resolve(folder)
  try {
    makeDataFolder(root)
    // PostgreSQL 15 finds the cluster by its path, as the cluster's owner.
    if (throwaway && found.major < 16) fs.chmodSync(root, 0o711)
    const roots = options.cacheRoots ?? cacheRoots(root)
    return {
      root,
      cluster: path.join(root, 'postgresql'),
      leases: path.join(root, 'leases'),
      lock: path.join(root, 'engine.lock'),
      members: path.join(root, 'members.lock'),
      log: path.join(root, 'postgresql.log'),
      programs: { home: unpack(found, roots), major: found.major },
      version: found.version.split('.').slice(0, 2).join('.'),
      throwaway,
      loopback: (options.transport ?? (isWindows ? 'loopback' : 'socket')) === 'loopback',
      settings: options.settings ?? {},
      watchdogSeconds: options.watchdogSeconds ?? 5,
      cacheRoots: roots,
      older: options.older,
      onUpgrade: options.onUpgrade,
    }
  } catch (error) {
    if (temporary) fs.rmSync(root, { recursive: true, force: true })
    throw error
  }
}
