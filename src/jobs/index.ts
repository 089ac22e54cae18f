/**
 * Jobs: what happens later, without anybody asking.
 *
 * Later work is a row of its own domain that says what is wanted and since when (a reminder, an event of a calendar); a
 * *loop* looks for such rows. Whoever takes one holds it by a *lease* of the database's clock, so that any number of
 * processes share the work and a killed one loses nothing.
 */
export { type Loop, startLoop } from './loop.ts'
