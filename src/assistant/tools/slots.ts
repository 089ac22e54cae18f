import type { DayPart } from '../../appointments/index.ts'
import { found } from '../booking/findings.ts'
import { offersFor } from '../booking/offers.ts'
import { whenWords } from '../compose/times.ts'
import type { Finding } from '../findings.ts'
import type { Workbench } from '../workbench.ts'

/** Free starts to read out; nothing is held by it. */
export async function findSlots(
  { ctx, mind }: Workbench,
  { date, part }: { date?: string | undefined; part?: DayPart | undefined },
): Promise<Finding> {
  const wanted = { date: date ?? null, days: 1, part: part ?? null, start: null, bound: null, past: false }
  const offers = await offersFor(ctx, wanted)
  return found(offers.slots.length > 0 ? 'offer' : 'nobody', {
    ...offers,
    arranging: mind.state.arranging,
    said: offers.slots.map(slot => whenWords(slot.start, mind.timeZone)),
  })
}
