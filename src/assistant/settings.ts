import { type CoachSettings, coachDefaults } from './coach/settings.ts'

/** What can be set about the assistant; the composition root fills it from the configuration. */
export type AssistantSettings = {
  /** ISO 4217: the desk's currency */
  currency: string
  /** IANA name: the business's zone */
  timeZone: string
  /** Without a key the rules answer alone. */
  model: { apiKey: string; baseUrl: string; name: string } | null
  /** A model that says nothing for so long gives way to the rules. */
  modelSilenceMs: number
  /** The longest that a model may take for one turn, however much it says. */
  modelLimitMs: number
  /** How long a run holds a turn without a sign of life. */
  leaseSeconds: number
  /** How often abandoned turns are looked for. */
  recoveryEveryMs: number
  /** How long a stop waits for turns that are being answered. */
  stopWithinMs: number
  /** Which ways of sending are switched on: only then an answer says that a message follows. */
  channels: { email: boolean; phone: boolean }
  /** How long a repeated message waits for its answer. */
  repeatWaitMs: number
  coach: CoachSettings
}

export const assistantDefaults: AssistantSettings = {
  currency: 'INR',
  timeZone: 'Asia/Kolkata',
  model: null,
  modelSilenceMs: 10_000,
  modelLimitMs: 60_000,
  leaseSeconds: 10,
  recoveryEveryMs: 3_000,
  stopWithinMs: 5_000,
  channels: { email: false, phone: false },
  repeatWaitMs: 60_000,
  coach: coachDefaults,
}
