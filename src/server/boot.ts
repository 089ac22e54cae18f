import { createHash, randomUUID } from 'node:crypto'
import os from 'node:os'

/** Made anew by every process: who asks from outside sees by it that another one answers. */
export const boot: string = randomUUID()

/** What changes with a deploy where the host's name stays. */
const OF_A_DEPLOY = ['RAILWAY_DEPLOYMENT_ID', 'RENDER_INSTANCE_ID', 'FLY_MACHINE_VERSION', 'FLY_IMAGE_REF']

/**
 * Stands for the container or machine that we run in, without naming it. It stays when a process starts again in the same one,
 * whose files may then still be there though no deploy keeps them.
 */
export function placeOf(env: NodeJS.ProcessEnv): string {
  const parts = [os.hostname(), ...OF_A_DEPLOY.map(name => env[name] ?? '')]
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16)
}
