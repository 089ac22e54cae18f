import type { LanguageModelV4, LanguageModelV4Prompt } from '@ai-sdk/provider'
import type { Finding } from '../findings.ts'

const STEPS = 4

/**
 * Drives a model to its text: calls, results, text. The same protocol and tools as the streaming pipeline at a tenth of its
 * cost, for a model that answers at once. Gives the text; findings are seen by `run`.
 */
export async function runAtOnce(
  model: LanguageModelV4,
  text: string,
  run: (tool: string, input: unknown, callId: string) => Promise<Finding>,
): Promise<string> {
  const prompt: LanguageModelV4Prompt = [{ role: 'user', content: [{ type: 'text', text }] }]
  for (let step = 0; step < STEPS; step++) {
    const { content } = await model.doGenerate({ prompt })
    const calls = content.filter(part => part.type === 'tool-call')
    if (calls.length === 0) return content.map(part => (part.type === 'text' ? part.text : '')).join('')
    prompt.push({
      role: 'assistant',
      content: calls.map(call => ({ ...call, input: JSON.parse(call.input) as unknown })),
    })
    for (const { toolCallId, toolName, input } of calls) {
      const finding = await run(toolName, JSON.parse(input), toolCallId)
      const output = { type: 'json', value: finding as never } as const
      prompt.push({ role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output }] })
    }
  }
  throw new Error('the model went on calling tools')
}
