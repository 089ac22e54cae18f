import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider'
import { composeAnswer } from '../compose/compose.ts'
import type { Finding } from '../findings.ts'
import type { Mind } from '../mind.ts'
import type { Plan } from '../plan.ts'

const usage: LanguageModelV4Usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
}

/**
 * The rule-based model of one turn: first it calls the tools that the plan names, then, once their results are in the
 * prompt, it answers from them by templates. It needs no network and takes no instructions from any text.
 */
export function ruleModel(mind: Mind, plan: Plan): LanguageModelV4 {
  const calls = plan.steps.flatMap((step, at) => step.calls.map((call, nth) => ({ ...call, id: `${at}.${nth}` })))

  function respond({ prompt }: LanguageModelV4CallOptions): LanguageModelV4GenerateResult {
    const results = toolResults(prompt)
    const open = calls.filter(call => !results.has(call.id))
    const content: LanguageModelV4Content[] =
      open.length > 0
        ? open.map(call => ({
            type: 'tool-call',
            toolCallId: call.id,
            toolName: call.tool,
            input: JSON.stringify(call.input),
          }))
        : [
            {
              type: 'text',
              text: composeAnswer(
                mind,
                plan,
                plan.steps.map((step, at) => step.calls.flatMap((_, nth) => results.get(`${at}.${nth}`) ?? [])),
              ),
            },
          ]
    const reason = open.length > 0 ? 'tool-calls' : 'stop'
    return { content, finishReason: { unified: reason, raw: reason }, usage, warnings: [] }
  }

  return {
    specificationVersion: 'v4',
    provider: 'mosaic',
    modelId: 'rules',
    supportedUrls: {},
    doGenerate: async options => respond(options),
    doStream: async options => ({ stream: streamOf(respond(options)) }),
  }
}

function toolResults(prompt: LanguageModelV4CallOptions['prompt']): Map<string, Finding> {
  const results = new Map<string, Finding>()
  for (const message of prompt) {
    if (message.role !== 'tool') continue
    for (const part of message.content)
      if (part.type === 'tool-result' && part.output.type === 'json')
        results.set(part.toolCallId, part.output.value as unknown as Finding)
  }
  return results
}

function streamOf({
  content,
  finishReason,
  warnings,
}: LanguageModelV4GenerateResult): ReadableStream<LanguageModelV4StreamPart> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue({ type: 'stream-start', warnings })
      for (const part of content) {
        if (part.type === 'tool-call') controller.enqueue(part)
        if (part.type !== 'text') continue
        controller.enqueue({ type: 'text-start', id: 'answer' })
        controller.enqueue({ type: 'text-delta', id: 'answer', delta: part.text })
        controller.enqueue({ type: 'text-end', id: 'answer' })
      }
      controller.enqueue({ type: 'finish', finishReason, usage })
      controller.close()
    },
  })
}
