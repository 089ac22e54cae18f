import fs from 'node:fs'
import manifest from '../../package.json' with { type: 'json' }

/** This release, as package.json says. */
export const release: string = manifest.version

/** Where hosts say from which commit they built; a checkout knows it itself. */
const BUILT_FROM = ['RAILWAY_GIT_COMMIT_SHA', 'RENDER_GIT_COMMIT', 'HEROKU_SLUG_COMMIT', 'SOURCE_VERSION', 'GIT_COMMIT']

/** The commit that runs, as far as it can be told. */
export function commitOf(env: NodeJS.ProcessEnv): string | null {
  const told = BUILT_FROM.map(name => env[name]?.trim()).find(Boolean)
  if (told) return told
  const git = (path: string) => fs.readFileSync(new URL(`../../.git/${path}`, import.meta.url), 'utf8').trim()
  try {
    const head = git('HEAD')
    return head.startsWith('ref: ') ? git(head.slice(5)) : head
  } catch {
    return null
  }
}
