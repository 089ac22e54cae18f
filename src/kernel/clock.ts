/** The current instant. Passed in through the context, so that tests and replays choose it. */
export type Clock = () => Temporal.Instant

export const systemClock: Clock = () => Temporal.Now.instant()
