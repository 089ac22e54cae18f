import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the endpoint behaves. `script` answers with given texts and tool calls, one entry a request. */
export type Behaviour =
  | { kind: 'script'; steps: Step[] }
  | { kind: 'status'; status: number }
  | { kind: 'garbage' }
  | { kind: 'hang'; after?: string }
  | { kind: 'cut'; after: string }
  | { kind: 'slow'; text: string; pauseMs: number }

export type Step = { text: string } | { tool: string; input: object }

/** A chat-completions endpoint on the loopback that speaks the streaming protocol, and keeps what it was asked. */
export async function openEndpoint() {
  let behaviour: Behaviour = { kind: 'script', steps: [{ text: 'Hello.' }] }
  let served = 0
  const requests: Request[] = []
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    requests.push(JSON.parse(Buffer.concat(chunks).toString()) as Request)
    const now = behaviour
    if (now.kind === 'status') {
      response.writeHead(now.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: 'no', type: 'quota', code: String(now.status) } }))
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (now.kind === 'garbage') {
      response.end('data: {"choices": [{"delta": {"content": 12]}\n\ndata: <html>\n\n')
      return
    }
    if (now.kind === 'hang') {
      if (now.after) send(response, { content: now.after })
      return
    }
    if (now.kind === 'cut') {
      send(response, { content: now.after })
      setTimeout(() => response.destroy(), 20)
      return
    }
    if (now.kind === 'slow') {
      for (const word of now.text.split(/(?<= )/)) {
        send(response, { content: word })
        await new Promise(resolve => setTimeout(resolve, now.pauseMs))
      }
      finish(response, 'stop')
      return
    }
    const step = now.steps[Math.min(served++, now.steps.length - 1)]!
    if ('text' in step) {
      for (const part of step.text.match(/[\s\S]{1,7}/g) ?? []) send(response, { content: part })
      finish(response, 'stop')
    } else {
      const call = {
        index: 0,
        id: `call_${served}`,
        type: 'function',
        function: { name: step.tool, arguments: JSON.stringify(step.input) },
      }
      send(response, { tool_calls: [call] })
      finish(response, 'tool_calls')
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    behave(next: Behaviour) {
      behaviour = next
      served = 0
      requests.length = 0
    },
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

type Request = { messages: { role: string; content: unknown }[]; tools?: { function: { name: string } }[] }

function send(response: http.ServerResponse, delta: object, finishReason: string | null = null) {
  const chunk = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'local',
    choices: [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: finishReason }],
  }
  response.write(`data: ${JSON.stringify(chunk)}\n\n`)
}

/** What every answer is told to have used. */
export const USED = { prompt_tokens: 120, completion_tokens: 40, total_tokens: 160 }

function finish(response: http.ServerResponse, reason: string) {
  send(response, {}, reason)
  const used = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'local',
    choices: [],
    usage: USED,
  }
  response.write(`data: ${JSON.stringify(used)}\n\n`)
  response.end('data: [DONE]\n\n')
}
