import type { LanguageModelV4 } from '@ai-sdk/provider'
import { isStepCount, type ModelMessage, streamText, type ToolSet, tool } from 'ai'
import type { Message } from '../../conversations/index.ts'
import type { Finding } from '../findings.ts'
import type { Mind } from '../mind.ts'
import type { Plan } from '../plan.ts'
import { type DeskTool, deskTools } from '../tools/tools.ts'
import { abortable } from './abortable.ts'
import { instructionsFor } from './instructions.ts'
import { modelView } from './view.ts'

const STEPS = 4

export type RemoteRun = {
  model: LanguageModelV4
  mind: Mind
  plan: Plan
  /** What the plan's own calls found; the model continues from there. */
  found: Finding[][]
  history: Message[]
  run(tool: string, input: unknown): Promise<Finding>
  onText(delta: string): void | Promise<void>
  silenceMs: number
  limitMs: number
  /** Ends the run early: the process is told to stop. */
  signal?: AbortSignal
}

/**
 * Lets a remote model answer from the plan's results, with the tools at hand. Gives whether it came to a proper end: false
 * on an error, a refusal, silence or a stream that breaks off; what it said until then has been passed on.
 */
export async function runRemote(input: RemoteRun): Promise<boolean> {
  const stop = new AbortController()
  const end = () => stop.abort()
  if (input.signal?.aborted) return false
  input.signal?.addEventListener('abort', end, { once: true })
  const limit = setTimeout(end, input.limitMs)
  let silence = setTimeout(() => stop.abort(), input.silenceMs)
  const heard = () => {
    clearTimeout(silence)
    silence = setTimeout(() => stop.abort(), input.silenceMs)
  }
  try {
    const result = streamText({
      model: input.model,
      instructions: instructionsFor(input.mind),
      messages: messagesFor(input),
      tools: toolsFor(input),
      stopWhen: isStepCount(STEPS),
      maxRetries: 0,
      maxOutputTokens: 600,
      temperature: 0.3,
      abortSignal: stop.signal,
      onError: () => {},
    })
    let ended = false
    for await (const part of abortable(result.stream, stop.signal)) {
      heard()
      if (part.type === 'text-delta') await input.onText(part.text)
      // Text of the next step starts a sentence of its own.
      if (part.type === 'tool-call') await input.onText('\n')
      if (part.type === 'error' || part.type === 'abort') return false
      if (part.type === 'finish') ended = part.finishReason === 'stop'
    }
    return ended
  } catch {
    return false
  } finally {
    input.signal?.removeEventListener('abort', end)
    clearTimeout(limit)
    clearTimeout(silence)
    stop.abort()
  }
}

function toolsFor({ run }: RemoteRun): ToolSet {
  return Object.fromEntries(
    Object.entries<DeskTool>(deskTools)
      .filter(([, { ruled }]) => !ruled)
      .map(([name, { description, inputSchema }]) => [
        name,
        tool({
          description,
          inputSchema,
          execute: (value: unknown) => run(name, value),
          toModelOutput: ({ output }) => ({ type: 'json', value: modelView(output as Finding) as never }),
        }),
      ]),
  )
}

/** The thread so far, the message, and the plan's calls with their results as if the model had made them. */
function messagesFor({ mind, plan, found, history }: RemoteRun): ModelMessage[] {
  const messages: ModelMessage[] = history.map(message =>
    message.author === 'visitor'
      ? { role: 'user', content: message.text }
      : { role: 'assistant', content: message.text },
  )
  messages.push({ role: 'user', content: mind.text })
  const calls = plan.steps.flatMap((step, at) =>
    step.calls.map((call, nth) => ({ ...call, id: `plan_${at}_${nth}`, finding: found[at]?.[nth] })),
  )
  const done = calls.filter(call => call.finding !== undefined)
  if (done.length === 0) return messages
  messages.push({
    role: 'assistant',
    content: done.map(call => ({ type: 'tool-call', toolCallId: call.id, toolName: call.tool, input: call.input })),
  })
  messages.push({
    role: 'tool',
    content: done.map(call => ({
      type: 'tool-result',
      toolCallId: call.id,
      toolName: call.tool,
      output: { type: 'json', value: modelView(call.finding!) as never },
    })),
  })
  return messages
}
