import path from 'node:path'
import { type FilesystemFacts, isWithin, type Mount } from './filesystem.ts'

/** Whether the data will be there after the next deploy, and why, in words for the person who runs the server. */
export type Verdict = {
  survives: 'yes' | 'no' | 'unknown'
  /** One sentence: what was found. Anybody may read it at /readyz: it names neither the folder nor the server. */
  sentence: string
  /** One sentence: what to do about it. Absent when nothing is wrong. */
  advice?: string
  /** Where we run, if that could be told. */
  platform?: string
}

type Env = Record<string, string | undefined>

type Platform = {
  name: string
  is(env: Env, facts?: FilesystemFacts): boolean
  /** What a deploy does to a folder that lies on no volume. */
  loses: string
  advice: string
  /** No volume of the platform can hold a database. */
  withoutVolumes?: true
  /** Names the folder where the platform says that a volume is mounted. */
  volume?(env: Env): string | undefined
}

/** From each platform's documentation of the variables it sets in a running service. First match wins. */
const PLATFORMS: Platform[] = [
  {
    name: 'Railway',
    is: env => anySet(env, 'RAILWAY_ENVIRONMENT', 'RAILWAY_ENVIRONMENT_ID', 'RAILWAY_PROJECT_ID', 'RAILWAY_SERVICE_ID'),
    loses: 'Railway makes a new file system at every deploy',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Railway's own way to refer to another service
    advice: 'Attach a volume to the service, or add PostgreSQL and set DATABASE_URL to ${{Postgres.DATABASE_URL}}.',
    volume: env => env.RAILWAY_VOLUME_MOUNT_PATH || undefined,
  },
  {
    name: 'Render',
    is: env => anySet(env, 'RENDER', 'RENDER_SERVICE_ID'),
    loses: 'Render makes a new file system at every deploy',
    advice:
      'Add a disk to the service and set MOSAIC_DATA to its mount path, or set DATABASE_URL to a Render PostgreSQL.',
  },
  {
    name: 'Fly',
    is: env => anySet(env, 'FLY_APP_NAME', 'FLY_MACHINE_ID'),
    loses: 'Fly makes a new root file system at every deploy',
    advice: 'Mount a volume ([mounts] in fly.toml) and set MOSAIC_DATA to it, or set DATABASE_URL to a PostgreSQL.',
  },
  {
    name: 'Heroku',
    is: env => anySet(env, 'DYNO'),
    loses: 'Heroku throws away the files of a dyno at least once a day and has no volumes',
    advice: 'Add Heroku Postgres, which sets DATABASE_URL.',
    withoutVolumes: true,
  },
  {
    name: 'Cloud Run',
    is: env => anySet(env, 'K_SERVICE', 'CLOUD_RUN_JOB'),
    loses: 'Cloud Run keeps files in memory, for one instance only',
    advice: 'Set DATABASE_URL to a Cloud SQL PostgreSQL.',
    withoutVolumes: true,
  },
  {
    name: 'Kubernetes',
    is: env => anySet(env, 'KUBERNETES_SERVICE_HOST'),
    loses: 'a pod loses its own file system when it is replaced',
    advice: 'Mount a PersistentVolumeClaim and set MOSAIC_DATA to it, or set DATABASE_URL to a PostgreSQL.',
  },
  {
    name: 'Podman',
    is: (_, facts) => facts?.container === 'podman',
    loses: 'a container loses its own file system when it is replaced',
    advice: 'Run it with a named volume (-v mosaic:/data -e MOSAIC_DATA=/data), or set DATABASE_URL to a PostgreSQL.',
  },
  {
    name: 'Docker',
    is: (_, facts) => facts?.container === 'docker',
    loses: 'a container loses its own file system when it is replaced',
    advice: 'Run it with a named volume (-v mosaic:/data -e MOSAIC_DATA=/data), or set DATABASE_URL to a PostgreSQL.',
  },
]

const IN_MEMORY = /^(tmpfs|ramfs|devtmpfs)$/
const IMAGE_LAYERS = /^(overlay|overlayfs|aufs|fuse\.overlayfs)$/
const NETWORK = /^(nfs4?|cifs|smb3|9p|ceph|glusterfs|fuse\..*)$/

/** A volume that was made without a name for one container, by Docker's and Podman's naming. */
const ANONYMOUS = /\/volumes\/[0-9a-f]{64}(\/_data)?$/

/**
 * Judges whether the data survives the next deploy. Pure: `env` is the process environment, `facts` come from
 * `readFilesystemFacts`, and a server store can do without. Never says yes on a guess.
 */
export function survival(env: Env, store: { kind: string; label: string }, facts?: FilesystemFacts): Verdict {
  const platform = PLATFORMS.find(candidate => candidate.is(env, facts))
  const verdict = { platform: platform?.name }
  if (store.kind === 'server') return { ...verdict, ...onServer(store.label, platform) }
  if (store.kind === 'memory')
    return {
      ...verdict,
      survives: 'no',
      sentence: 'The data is kept in memory and is gone when Mosaic stops.',
      advice: 'Unset MOSAIC_STORAGE to keep it in a folder, or set DATABASE_URL to a PostgreSQL.',
    }
  if (!facts) return { ...verdict, survives: 'unknown', sentence: 'Where the data folder lies could not be found out.' }
  return { ...verdict, ...(platform ? onPlatform(env, facts, platform) : onMachine(facts)) }
}

function onServer(label: string, platform?: Platform): Verdict {
  if (platform && /^(localhost|127\.|::1|local socket)/.test(label))
    return {
      survives: 'unknown',
      sentence: 'The data is on the PostgreSQL server, which seems to run inside this deployment.',
      advice: 'Make sure that the server keeps its own data on a volume.',
    }
  return { survives: 'yes', sentence: 'The data is on the PostgreSQL server, apart from this deployment.' }
}

function onPlatform(env: Env, facts: FilesystemFacts, platform: Platform): Verdict {
  const { folder, mount } = facts
  const { loses, advice } = platform
  const no = (found: string, instead = advice): Verdict => ({
    survives: 'no',
    sentence: `The data folder ${found}, and ${loses}.`,
    advice: instead,
  })
  if (platform.withoutVolumes) return no(`is on ${platform.name}`)
  const announced = platform.volume?.(env)
  if (announced && !isWithin(folder, announced))
    return no(`is not on the volume at ${announced}`, `Set MOSAIC_DATA to ${path.posix.join(announced, 'mosaic')}.`)
  if (announced) return onVolume(announced)
  if (platform.volume) return no('is on no volume')
  if (!mount) return { survives: 'unknown', sentence: 'Where the data folder lies could not be found out.', advice }
  if (mount.point === '/' || IMAGE_LAYERS.test(mount.type)) return no('is on no volume')
  return onMount(mount, loses, advice)
}

function onMount(mount: Mount, loses: string, advice: string): Verdict {
  if (IN_MEMORY.test(mount.type) || mount.root.includes('kubernetes.io~empty-dir'))
    return {
      survives: 'no',
      sentence: `The data folder is on a mount that lasts no longer than we do, and ${loses}.`,
      advice,
    }
  if (ANONYMOUS.test(mount.root))
    return {
      survives: 'unknown',
      sentence: 'The data folder is on a volume without a name, which a new container does not get again.',
      advice,
    }
  return NETWORK.test(mount.type) ? onNetwork(mount) : onVolume(mount.point)
}

function onMachine({ folder, mount }: FilesystemFacts): Verdict {
  if (mount && IN_MEMORY.test(mount.type))
    return {
      survives: 'no',
      sentence: `The data folder is in memory (${mount.type}) and is gone when the machine restarts.`,
      advice: 'Set MOSAIC_DATA to a folder on a disk, or set DATABASE_URL to a PostgreSQL.',
    }
  if (mount && IMAGE_LAYERS.test(mount.type))
    return {
      survives: 'no',
      sentence: `The data folder is in the layers of a container (${mount.type}), which are gone when it is replaced.`,
      advice: 'Mount a volume and set MOSAIC_DATA to it, or set DATABASE_URL to a PostgreSQL.',
    }
  if (/^(\/private)?(\/var)?\/tmp\//.test(folder))
    return {
      survives: 'unknown',
      sentence: 'The data folder is in the temporary directory, which systems empty.',
      advice: 'Set MOSAIC_DATA to a folder of your own.',
    }
  if (mount && NETWORK.test(mount.type)) return onNetwork(mount)
  return { survives: 'yes', sentence: "The data folder is on this machine's own disk." }
}

function onVolume(point: string): Verdict {
  return { survives: 'yes', sentence: `The data folder is on the volume at ${point}.` }
}

/** The data stays; whether the locks that keep two servers apart reach across is another matter. */
function onNetwork(mount: Mount): Verdict {
  return {
    survives: 'unknown',
    sentence: `The data folder is on a network file system (${mount.type}), whose locks and flushes may not hold.`,
    advice: 'Use a block volume, or set DATABASE_URL to a PostgreSQL.',
  }
}

function anySet(env: Env, ...names: string[]): boolean {
  return names.some(name => Boolean(env[name]))
}
