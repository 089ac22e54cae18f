import { hostname } from 'node:os'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { newId } from '../kernel/ids.ts'
import { remoteModel } from './model/provider.ts'
import { type AssistantSettings, assistantDefaults } from './settings.ts'

/** The assistant of this process: its settings, its model if there is one, and the turns that it is answering. */
export type Assistant = {
  settings: AssistantSettings
  remote: LanguageModelV4 | null
  /** A name for one run that nobody else uses. */
  newOwner(): string
  /** The runs under way, by owner: one that lost its turn may still be at work beside the one that has it now. */
  runs: Map<string, { messageId: string; done: Promise<unknown> }>
  /** Aborted when the process is told to stop: no new turns, and no more waiting for a model. */
  stop: AbortController
  /** Aborted when a stop has waited long enough: what is not answered by then is left to other processes. */
  over: AbortController
}

export function createAssistant(settings: Partial<AssistantSettings> = {}): Assistant {
  const complete = { ...assistantDefaults, ...settings }
  return {
    settings: complete,
    remote: remoteModel(complete),
    newOwner: () => `${hostname()}/${process.pid}/${newId()}`,
    runs: new Map(),
    stop: new AbortController(),
    over: new AbortController(),
  }
}
