import type { LanguageModelV4, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider'
import { type Facts, watched } from '../../kernel/watch.ts'
import type { Context } from '../../storage/index.ts'

/**
 * The same model, each of whose calls is timed until its last part, with the tokens that it tells of (OpenTelemetry's names for
 * generative AI). Nothing of what is asked or answered. Where nobody watches, the model itself.
 */
export function watchedModel(ctx: Context, model: LanguageModelV4): LanguageModelV4 {
  if (!ctx.watch) return model
  const facts: Facts = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': model.modelId,
  }
  return {
    specificationVersion: 'v4',
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    doGenerate: options =>
      watched(ctx, 'model.call', facts, async add => {
        const result = await model.doGenerate(options)
        add(used(result.usage, result.finishReason.unified))
        return result
      }),
    doStream: options =>
      new Promise((resolve, reject) => {
        // The span lasts as long as the stream, which goes to its reader at once.
        watched(ctx, 'model.call', { ...facts, 'mosaic.stream': true }, async add => {
          const result = await model.doStream(options)
          const { tapped, over } = tap(result.stream, add)
          resolve({ ...result, stream: tapped })
          await over
        }).catch(reject)
      }),
  }
}

function used(usage: LanguageModelV4Usage, finish: string): Facts {
  return {
    'gen_ai.usage.input_tokens': usage.inputTokens.total,
    'gen_ai.usage.output_tokens': usage.outputTokens.total,
    'gen_ai.response.finish_reasons': finish,
    outcome: finish,
  }
}

/** `over` resolves at the stream's end, however it comes: at its last part, by who reads, or by an error. */
function tap(stream: ReadableStream<LanguageModelV4StreamPart>, add: (facts: Facts) => void) {
  const reader = stream.getReader()
  const over = Promise.withResolvers<void>()
  const tapped = new ReadableStream<LanguageModelV4StreamPart>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (value?.type === 'finish') add(used(value.usage, value.finishReason.unified))
        if (value?.type === 'error') add({ outcome: 'error' })
        if (value) controller.enqueue(value)
        if (!done) return
        controller.close()
        over.resolve()
      } catch (error) {
        controller.error(error)
        over.reject(error)
      }
    },
    async cancel(reason) {
      add({ outcome: 'left' })
      over.resolve()
      await reader.cancel(reason)
    },
  })
  return { tapped, over: over.promise }
}
