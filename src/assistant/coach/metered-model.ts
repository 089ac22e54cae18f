import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { Context } from '../../storage/index.ts'
import { watchedModel } from '../model/watched-model.ts'
import { type Caller, reserveCall, settleCall } from './ledger.ts'
import type { CoachSettings } from './settings.ts'

/** Tokens that a call may answer with; the cost set aside counts all of them. */
export const ANSWER_TOKENS = 500

/** The same model, each of whose calls stands in the ledger before a byte of it leaves. */
export function meteredModel(
  ctx: Context,
  model: LanguageModelV4,
  settings: CoachSettings,
  caller: Caller,
): LanguageModelV4 {
  const { price, limits } = settings
  const called = watchedModel(ctx, model)
  async function reserve(options: LanguageModelV4CallOptions): Promise<string> {
    // A token is at least one byte, so that no text is worth more tokens than it has bytes.
    const bytes = Buffer.byteLength(JSON.stringify([options.prompt, options.tools ?? []]))
    const cost = Math.ceil(bytes * price.input + (options.maxOutputTokens ?? ANSWER_TOKENS) * price.output)
    return reserveCall(ctx, limits, { ...caller, model: model.modelId, cost })
  }
  /** A call whose use is not told stays as it was set aside. */
  async function settle(id: string, used: { input: number | undefined; output: number | undefined }) {
    if (used.input === undefined || used.output === undefined) return
    const cost = Math.ceil(used.input * price.input + used.output * price.output)
    await settleCall(ctx, { id, cost }).catch(error => ctx.log.warn({ err: error }, 'a model call was not settled'))
  }
  return {
    specificationVersion: 'v4',
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    async doGenerate(options) {
      const id = await reserve(options)
      const result = await called.doGenerate(options)
      await settle(id, { input: result.usage.inputTokens.total, output: result.usage.outputTokens.total })
      return result
    },
    async doStream(options) {
      const id = await reserve(options)
      const result = await called.doStream(options)
      const tap = new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>({
        async transform(part, controller) {
          if (part.type === 'finish')
            await settle(id, { input: part.usage.inputTokens.total, output: part.usage.outputTokens.total })
          controller.enqueue(part)
        },
      })
      return { ...result, stream: result.stream.pipeThrough(tap) }
    },
  }
}
