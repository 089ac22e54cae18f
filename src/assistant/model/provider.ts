import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { AssistantSettings } from '../settings.ts'

/** The model behind any OpenAI-compatible endpoint, or null where no key is set. */
export function remoteModel({ model }: AssistantSettings): LanguageModelV4 | null {
  if (!model) return null
  const provider = createOpenAICompatible({ name: 'endpoint', baseURL: model.baseUrl, apiKey: model.apiKey })
  return provider.chatModel(model.name)
}
