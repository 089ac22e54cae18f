/**
 * The house: what an administrator chooses for all of it. Settings are kept in rows with every version: who changed them, when,
 * and what they were before; each save says which version it was made from, and an earlier one can be brought back. What the
 * environment sets is shown as set there and locked. The *brand* is a colour that can be read, a greeting and a logo.
 * *Retention* erases visitors without account and booking who were not seen for months: off unless chosen. A *channel* can be
 * tried by a message to oneself.
 *
 * The business as it stands is kept in memory by every process and followed within seconds (`createHouse`): it is what
 * `ctx.business` says.
 */
export type { ChannelFacts } from './channels.ts'
export { createHouse, type Given, type House, startHouse } from './live.ts'
export { eraseUnseen, previewRetention, startRetention } from './retention.ts'
export { houseRoutes } from './routes.ts'
export { listVersions, readSettings, restoreSettings, saveSettings } from './save-settings.ts'
export * from './schema.ts'
