// Preloaded into the servers of a fault run (node --import ./faults/clock.ts): their wall clock is off by what a file says.
import fs from 'node:fs'

const file = process.env.MOSAIC_FAULTS_CLOCK
let offset = 0

if (file) {
  const look = () => {
    try {
      offset = Number(fs.readFileSync(file, 'utf8')) || 0
    } catch {
      // Not written yet: no offset.
    }
  }
  look()
  setInterval(look, 50).unref()

  const RealDate = Date
  const realNow = Date.now.bind(Date)
  const now = () => realNow() + offset
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget === shifted() ? target : newTarget),
    apply: target => new target(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name, target)),
  }) as DateConstructor

  const Now = Temporal.Now
  const instant = Now.instant.bind(Now)
  const shiftedInstant = () => instant().add({ milliseconds: offset })
  const zoned = (zone?: Temporal.TimeZoneLike) => shiftedInstant().toZonedDateTimeISO(zone ?? Now.timeZoneId())
  const replaced = {
    instant: shiftedInstant,
    zonedDateTimeISO: zoned,
    plainDateTimeISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainDateTime(),
    plainDateISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainDate(),
    plainTimeISO: (zone?: Temporal.TimeZoneLike) => zoned(zone).toPlainTime(),
  }
  for (const [name, value] of Object.entries(replaced))
    Object.defineProperty(Now, name, { value, writable: true, configurable: true })
}

/** The constructor that stands in for `Date`, asked for late: it is not there while it is being made. */
function shifted(): unknown {
  return globalThis.Date
}
