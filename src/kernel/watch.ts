/** What is timed: one kind of work, and what belongs to it. */
export type SpanName =
  | 'job'
  | 'turn'
  | 'turn.understand'
  | 'turn.tools'
  | 'turn.tool'
  | 'turn.model'
  | 'turn.commit'
  | 'model.call'
  | 'channel.send'

/** What is counted where it happens. */
export type CountName = 'reminder' | 'booking.taken'

/**
 * What a span or a count says of itself: names of the house, numbers, codes. Never what a person said or wrote, nor who they are,
 * nor an id of a row about them: whatever watches hands it on as it is.
 */
export type Facts = Record<string, string | number | boolean | undefined>

/** What the server hangs into a context to time and count what is done. */
export type Watch = {
  /** Times `work`, which may add facts until it ends; what it gives and throws is passed on. */
  span<Result>(name: SpanName, facts: Facts, work: (add: (facts: Facts) => void) => Promise<Result>): Promise<Result>
  count(name: CountName, facts: Facts): void
}

const ignore = () => {}

/** Runs `work`, timed where somebody watches; elsewhere it costs the call. */
export function watched<Result>(
  { watch }: { watch?: Watch },
  name: SpanName,
  facts: Facts,
  work: (add: (facts: Facts) => void) => Promise<Result>,
): Promise<Result> {
  return watch ? watch.span(name, facts, work) : work(ignore)
}
