import type { OutageStanding } from '../../../outage/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { formatBytes } from '../../career/files/sizes.ts'
import { Notice } from '../../parts/notice.tsx'
import { formatCount } from '../../words/home.ts'
import { formatMoment } from '../../words/time.ts'
import { useReady } from '../ready.ts'

const things = (count: number) => (count === 1 ? 'one thing' : `${formatCount(count)} things`)

/** How it stands at this moment: what this server keeps while the database is away, and what is being done since it is back. */
export function OutageNow({ standing }: { standing: OutageStanding | undefined }) {
  const { timeZone } = useBusiness()
  const ready = useReady(5_000).data
  if (!ready) return null
  const { status, outage } = ready
  if (!outage)
    return (
      <Notice>
        While the database is away visitors are asked to try again. With MOSAIC_OUTAGE=spool this server would keep what
        they write, wish for and send, and do it afterwards.
      </Notice>
    )
  const since = outage.oldest && `, the oldest from ${formatMoment(outage.oldest, timeZone)}`
  if (status === 'outage')
    return (
      <Notice tone="warn" live>
        <p className="font-medium">
          {outage.entries === 0
            ? 'This server keeps what visitors say, and has nothing yet.'
            : `This server keeps ${things(outage.entries)} (${formatBytes(outage.bytes)})${since}.`}
        </p>
        <p>
          Other servers keep their own.
          {outage.refused > 0 && ` There was no room for ${things(outage.refused)}, and whoever sent that was told so.`}
          {outage.survives !== 'yes' && ` ${SURVIVES[outage.survives]}`}
        </p>
      </Notice>
    )
  const onTheWay = outage.entries + (standing?.waiting ?? 0)
  if (onTheWay > 0)
    return (
      <Notice live>The database is back. What visitors said meanwhile is being done now: {things(onTheWay)}.</Notice>
    )
  return (
    <Notice>
      While the database is away this server keeps what visitors write, wish for and send, and does it in order once it
      is back. Nothing is on its way at present.
    </Notice>
  )
}

const SURVIVES = {
  no: 'Deploy nothing before the database is back: what is kept would be gone.',
  unknown: 'Deploy nothing before the database is back: whether what is kept would survive is not known.',
}
