import fs from 'node:fs'
import fsp from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { refuse } from '../kernel/refusal.ts'
import type { Backups } from './settings.ts'

/** Where backups lie, by names that the table knows. */
export type Place = {
  kind: 'folder' | 's3'
  /** As people read it. */
  label: string
  /** Begins the name of each object; empty for files. */
  prefix: string
  /** Bytes that still fit; undefined where nobody can say. */
  free(): Promise<number | undefined>
  read(name: string): Promise<Readable | undefined>
  size(name: string): Promise<number | undefined>
  remove(name: string): Promise<void>
  /** Takes away what a killed writer of this name left. */
  sweep(name: string): Promise<void>
}

/** Begins the name of every object, after the prefix of the files. */
export const OBJECTS = 'backups/'

/** The place of a kind. Refuses `backups.no_s3` where no object store is set. */
export function openPlace(backups: Backups, kind: 'folder' | 's3'): Place {
  return kind === 'folder' ? inFolder(backups.folder) : inObjects(backups)
}

/** Made for its owner alone: a backup holds everything. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await fsp.mkdir(folder, { recursive: true, mode: 0o700 })
    await fsp.chmod(folder, 0o700)
  } catch (error) {
    refuse('unavailable', 'backups.folder', {
      message: `The folder for backups ${folder} cannot be made or is somebody else's (${(error as NodeJS.ErrnoException).code}). Give it to the user that runs Mosaic.`,
    })
  }
}

function inFolder(folder: string): Place {
  const file = (name: string) => path.join(folder, name)
  return {
    kind: 'folder',
    label: folder,
    prefix: '',
    async free() {
      const { bavail, bsize } = await fsp.statfs(folder)
      return bavail * bsize
    },
    async read(name) {
      const handle = await fsp.open(file(name)).catch(error => ifMissing(error))
      return handle?.createReadStream()
    },
    async size(name) {
      return (await fsp.stat(file(name)).catch(error => ifMissing(error)))?.size
    },
    async remove(name) {
      await fsp.rm(file(name), { force: true })
    },
    async sweep(name) {
      const found = fs.existsSync(folder) ? await fsp.readdir(folder) : []
      for (const left of found.filter(each => each.startsWith(`${name}.`) && each.endsWith('.part')))
        await fsp.rm(file(left), { recursive: true, force: true })
    },
  }
}

function inObjects({ objects }: Backups): Place {
  if (!objects)
    return refuse('conflict', 'backups.no_s3', {
      field: 'place',
      message: 'No object store is set. Set S3_BUCKET and its key where Mosaic runs, or keep backups in the folder.',
    })
  const prefix = `${objects.prefix}${OBJECTS}`
  const key = (name: string) => prefix + name
  return {
    kind: 's3',
    label: `${objects.label}${OBJECTS}`,
    prefix,
    free: async () => undefined,
    read: name => objects.read(key(name)),
    size: name => objects.size(key(name)),
    remove: name => objects.remove(key(name)),
    sweep: name => objects.abandon(key(name)),
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
  return undefined
}
