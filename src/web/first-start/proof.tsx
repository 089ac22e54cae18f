import { Download } from 'lucide-react'
import { useState } from 'react'
import type { Proven } from '../../server/first-start/schema.ts'
import { Button } from '../parts/button.tsx'
import { FactList } from '../parts/fact-list.tsx'
import { Notice } from '../parts/notice.tsx'
import { CopyField } from '../staff/copy-field.tsx'
import { openHouse } from './use-first-start.ts'

const number = new Intl.NumberFormat('en-IN')
const moment = new Intl.DateTimeFormat('en-IN', { dateStyle: 'long', timeStyle: 'short' })

/** After a move: what was proven, the report to keep, and the way into the house. */
export function Proof({ proven, save }: { proven: Proven; save: (as: 'page' | 'json') => Promise<void> }) {
  const [problem, setProblem] = useState<string | null>(null)
  const take = (as: 'page' | 'json') => {
    setProblem(null)
    save(as).catch((error: Error) => setProblem(error.message))
  }
  return (
    <>
      <title>The data has arrived</title>
      <div className="flex flex-col gap-3">
        <h1 className="text-2xl">The data has arrived</h1>
        <p className="text-muted">
          Every table was read back and compared: both sides hold the same rows. The folder keeps all it had, and takes
          no writes any more.
        </p>
      </div>
      <FactList
        dense
        rows={[
          [
            'From',
            <span key="from" className="break-all">
              {proven.from}
            </span>,
          ],
          [
            'To',
            <span key="to" className="break-all">
              {proven.to}
            </span>,
          ],
          ['Rows', `${number.format(proven.rows)} in ${number.format(proven.tables)} tables, equal on both sides`],
          ['Ended', moment.format(new Date(proven.finishedAt))],
        ]}
      />
      <div>
        <Button look="primary" onClick={openHouse}>
          Open Mosaic
        </Button>
      </div>
      <section className="flex flex-col items-start gap-4 border-t border-line pt-6">
        <div>
          <h2 className="font-semibold">The proof</h2>
          <p className="mt-1 text-sm text-muted">
            The report names each table with its count of rows and its hash. Keep it: with it the old folder can be
            compared again at any time. It is kept with the data too, and administrators find it in the console under
            Health.
          </p>
        </div>
        <div className="flex flex-wrap gap-3">
          <Button onClick={() => take('page')}>
            <Download size={16} aria-hidden />
            Report to read
          </Button>
          <Button onClick={() => take('json')}>
            <Download size={16} aria-hidden />
            Report to check with
          </Button>
        </div>
        {problem && (
          <Notice tone="bad" live>
            {problem}
          </Notice>
        )}
        <div className="w-full">
          <CopyField label="To check again, in a terminal beside the report" value={proven.command} />
        </div>
      </section>
    </>
  )
}
