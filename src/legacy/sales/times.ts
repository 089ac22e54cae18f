/** A reading of a legacy time: what it comes to, and what had to be repaired. */
export type Read<Value> = { value: Value | null; repairs: string[] }
export type Clock = { from: Temporal.PlainTime; to: Temporal.PlainTime | null }

const STAMP =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?(?::\d\d)?)?$/i
const NULLS = new Set(['', 'null', 'none', 'nan', 'nat', 'undefined'])

/** Parts of a day, as the legacy desk offered them. */
const SLOTS: Readonly<Record<string, readonly [number, number]>> = {
  morning: [9, 12],
  afternoon: [12, 15],
  evening: [15, 18],
}

const nothing = <Value>(...repairs: string[]): Read<Value> => ({ value: null, repairs })

/**
 * An instant: with an offset as it is, without one by the clocks of `zone`; a date alone is its midnight there. Epoch seconds and
 * milliseconds are told by their size. Repairs: `integer_timestamp`, `null_text`, `bad_timestamp`, `dst_gap`, `dst_overlap`.
 */
export function readStamp(text: string, zone: string): Read<Temporal.Instant> {
  const said = text.trim()
  if (NULLS.has(said.toLowerCase())) return nothing('null_text')
  if (/^\d{9,14}(\.0+)?$/.test(said)) return readEpoch(Number(said))
  const found = STAMP.exec(said)
  if (!found || said.startsWith('0000')) return nothing('bad_timestamp')
  const [, date, hour = '00', minute = '00', second = '00', fraction = '', offset] = found
  const clock = `${date}T${hour}:${minute}:${second}${fraction && `.${fraction}`}`
  try {
    if (offset) return { value: Temporal.Instant.from(`${clock}${wholeOffset(offset)}`), repairs: [] }
    return atWallClock(Temporal.PlainDateTime.from(clock), zone)
  } catch {
    return nothing('bad_timestamp')
  }
}

function readEpoch(number: number): Read<Temporal.Instant> {
  const ms = number >= 1e8 && number < 1e11 ? number * 1000 : number >= 1e11 && number <= 1e14 ? number : undefined
  if (ms === undefined) return nothing('bad_timestamp')
  return { value: Temporal.Instant.fromEpochMilliseconds(Math.round(ms)), repairs: ['integer_timestamp'] }
}

function wholeOffset(offset: string): string {
  if (/^z$/i.test(offset)) return 'Z'
  return offset.length === 3 ? `${offset}:00` : offset
}

/** What clocks of a zone show, as an instant: one that they skip moves forward, one that they show twice is the earlier. */
export function atWallClock(wall: Temporal.PlainDateTime, zone: string): Read<Temporal.Instant> {
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' })
  if (earlier.equals(later)) return { value: earlier.toInstant(), repairs: [] }
  const isTwice = earlier.toPlainDateTime().equals(wall)
  return { value: (isTwice ? earlier : later).toInstant(), repairs: [isTwice ? 'dst_overlap' : 'dst_gap'] }
}

/** A day as somebody wished it, and the time of day where one stands beside it; what carries an offset is that day in `zone`. */
export function readDay(
  text: string,
  zone: string,
): Read<{ day: Temporal.PlainDate; time: Temporal.PlainTime | null }> {
  const said = text.trim()
  if (NULLS.has(said.toLowerCase())) return nothing('null_text')
  const found = STAMP.exec(said)
  const turned = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(said)
  try {
    if (turned)
      return {
        value: {
          day: Temporal.PlainDate.from({ year: +turned[3]!, month: +turned[2]!, day: +turned[1]! }, strict),
          time: null,
        },
        repairs: [],
      }
    if (!found || said.startsWith('0000')) return nothing('bad_timestamp')
    const [, date, hour, , , , offset] = found
    if (hour === undefined) return { value: { day: Temporal.PlainDate.from(date!), time: null }, repairs: [] }
    const wall = offset
      ? readStamp(said, zone).value!.toZonedDateTimeISO(zone).toPlainDateTime()
      : Temporal.PlainDateTime.from(said.replace(' ', 'T').replace(',', '.'))
    const time = wall.toPlainTime()
    // Midnight is how a day without a time is written in a column of stamps.
    return { value: { day: wall.toPlainDate(), time: time.equals(MIDNIGHT) ? null : time }, repairs: [] }
  } catch {
    return nothing('bad_timestamp')
  }
}

const strict = { overflow: 'reject' } as const
const MIDNIGHT = Temporal.PlainTime.from('00:00')

/** A time of day or a span of one: `morning`, `10:30`, `2 pm`, `09:00-12:00`. Null where nothing of that is said (`bad_time`). */
export function readClock(text: string): Read<Clock> {
  // The offset of a time of day says nothing without its day.
  const said = text
    .trim()
    .toLowerCase()
    .replace(/(:\d\d:\d\d(?:\.\d+)?)?(?:\+|(?<=:\d\d:\d\d(?:\.\d+)?)-)\d\d(?::?\d\d)?$/, '$1')
  if (NULLS.has(said)) return nothing('null_text')
  const slot = Object.keys(SLOTS).find(name => said.includes(name))
  if (slot) {
    const [from, to] = SLOTS[slot]!
    return {
      value: { from: Temporal.PlainTime.from({ hour: from }), to: Temporal.PlainTime.from({ hour: to }) },
      repairs: [],
    }
  }
  const times = [...said.matchAll(/(\d{1,2})(?::(\d\d)(?::\d\d(?:\.\d+)?)?)?\s*([ap])?\.?(?:m\b)?/g)].slice(0, 2)
  const halves = times.map(([, , , half]) => half)
  const read = times.map(([, hour, minute = '0', half], at) => {
    // In `2-4 pm` the half of the day is said once.
    const told = half ?? (at === 0 && halves[1] && +hour! <= 12 ? halves[1] : undefined)
    const by12 = told ? (+hour! % 12) + (told === 'p' ? 12 : 0) : +hour!
    if (by12 > 23 || +minute > 59 || (told && +hour! > 12)) return undefined
    return Temporal.PlainTime.from({ hour: by12, minute: +minute })
  })
  const isSpan = /\d[^\d]*(?:-|–|to)[^\d]*\d/.test(said)
  if (!read[0] || !/^[\d:.\s\-–+apmto]+$/.test(said)) return nothing('bad_time')
  return { value: { from: read[0], to: (isSpan && read[1]) || null }, repairs: [] }
}

/** The span of a wish: to the end that was told where that comes after, else as long as usual. */
export function spanOf(day: Temporal.PlainDate, clock: Clock, zone: string, usual: { minutes: number }) {
  const start = atWallClock(day.toPlainDateTime(clock.from), zone)
  const told = clock.to && atWallClock(day.toPlainDateTime(clock.to), zone)
  const from = start.value!
  const end = told && Temporal.Instant.compare(told.value!, from) > 0 ? told.value! : from.add(usual)
  return { start: from, end, repairs: [...new Set([...start.repairs, ...(told?.repairs ?? [])])] }
}
