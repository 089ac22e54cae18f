import { useQuery } from '@tanstack/react-query'
import type { WidgetAdmin } from '../../../server/widget/schema.ts'
import { getJson } from '../../api/client.ts'
import { Failed, Loading } from '../../parts/notice.tsx'
import { CopyField } from '../copy-field.tsx'
import { LookForm } from './look-form.tsx'
import { Secrets } from './secrets.tsx'

const KEY = ['staff', 'settings', 'widget']

/** The chat on other sites: where it may stand, how it looks, and how those sites name their users. */
export default function Widget() {
  const found = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson<WidgetAdmin>('/api/admin/settings/widget', signal),
  })
  if (found.isPending) return <Loading label="Reading the settings" />
  if (found.isError) return <Failed found={found} />
  const { settings, secrets } = found.data
  return (
    <section aria-label="Widget" className="flex max-w-4xl flex-col gap-10">
      <div className="flex flex-col gap-3">
        <h2 className="text-lg">Put it on a site</h2>
        <p className="max-w-[42rem] text-muted">
          One line, in the head or before the end of the body. The site’s content security policy, if it has one, must
          allow <code>{location.origin}</code> in <code>script-src</code> and <code>frame-src</code>.
        </p>
        <CopyField label="The line" value={`<script async src="${location.origin}/widget.js"></script>`} />
        {settings.origins.length === 0 && <p className="text-sm text-warn">No site may show it yet: name one below.</p>}
      </div>
      <LookForm saved={settings} />
      <Secrets secrets={secrets} />
    </section>
  )
}
