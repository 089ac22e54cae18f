import { createRequire } from 'node:module'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { AssistantSettings } from '../settings.ts'

const require = createRequire(import.meta.url)

/** The model behind any OpenAI-compatible endpoint, or null where no key is set. */
export function remoteModel({ model }: AssistantSettings): LanguageModelV4 | null {
  if (!model) return null
  // Loaded where a key is set: other starts need not wait for it.
  const { createOpenAICompatible } = require('@ai-sdk/openai-compatible') as typeof import('@ai-sdk/openai-compatible')
  const provider = createOpenAICompatible({ name: 'endpoint', baseURL: model.baseUrl, apiKey: model.apiKey })
  return provider.chatModel(model.name)
}
