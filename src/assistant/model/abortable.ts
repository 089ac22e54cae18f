/** A stream that never ends must not hold the turn: the wait for its next part ends with the signal. */
export async function* abortable<Part>(stream: AsyncIterable<Part>, signal: AbortSignal): AsyncGenerator<Part> {
  const iterator = stream[Symbol.asyncIterator]()
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
  })
  aborted.catch(() => {})
  for (;;) {
    const next = await Promise.race([iterator.next(), aborted])
    if (next.done) return
    yield next.value
  }
}
