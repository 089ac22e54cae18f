import { refuse } from '../../kernel/refusal.ts'
import type { Store } from '../../storage/index.ts'
import type { Progress } from './schema.ts'

/** Moves the data folder into the store, or goes on where a move was killed. */
export async function moveFolder(_given: {
  env: NodeJS.ProcessEnv
  cwd: string
  store: Store
  onProgress(progress: Progress): void
}): Promise<void> {
  refuse('unavailable', 'move.unavailable', 'Not yet.')
}
