import { readFilesystemFacts, survival, type Verdict } from '../../storage/index.ts'

/** Whether what is kept in an outage survives a deploy in the middle of it; in the words of a data folder, for it is one. */
export function spoolVerdict(env: NodeJS.ProcessEnv, folder: string): Verdict {
  return survival(env, { kind: 'embedded', label: folder }, readFilesystemFacts(folder))
}
