import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

/**
 * A service that takes the questions of an OpenAI-compatible client and never answers: it holds a turn in its middle for as
 * long as a test needs.
 */
export async function startSilentModel() {
  const waiting: (() => void)[] = []
  let asked = 0
  const server = http.createServer(request => {
    request.resume()
    asked++
    for (const resolve of waiting.splice(0)) resolve()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    env: {
      OPENAI_API_KEY: 'sk-test-of-a-model-that-is-silent',
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
    },
    /** Resolves when the model is asked for the `count`-th time. */
    async untilAsked(count: number) {
      while (asked < count) await new Promise<void>(resolve => waiting.push(resolve))
    },
  }
}
