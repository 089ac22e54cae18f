import { useQuery } from '@tanstack/react-query'
import { getJson } from '../api/client.ts'
import { FactList } from '../parts/fact-list.tsx'
import { Failed, Loading } from '../parts/notice.tsx'
import { ExaminationOfHouse } from './examination.tsx'
import { Moves } from './moves.tsx'
import { useReady } from './ready.ts'

type Release = { version: string; commit: string | null; schema: string; node: string }
type Trouble = {
  signIns: { failed: number; locked: number }
  refused: { forbidden: number; notTheirs: number }
}
type PublicConfig = { messages: { email: boolean; phone: boolean }; model: boolean }

const STORES = { embedded: 'Its own private PostgreSQL', memory: 'In memory, gone at exit', server: 'Your PostgreSQL' }

/** What runs here and how it is: for whoever is asked why something did not happen. */
export default function Health() {
  const ready = useReady(10_000)
  const release = useQuery({ queryKey: ['version'], queryFn: ({ signal }) => getJson<Release>('/version', signal) })
  const config = useQuery({
    queryKey: ['config', 'whole'],
    queryFn: ({ signal }) => getJson<PublicConfig>('/api/config', signal),
  })
  const trouble = useQuery({
    queryKey: ['admin', 'trouble'],
    queryFn: ({ signal }) => getJson<Trouble>('/api/admin/trouble', signal),
    refetchInterval: 30_000,
  })
  const failed = [ready, release, config].find(asked => asked.isError)
  if (failed) return <Failed found={failed} />
  if (!ready.data || !release.data || !config.data) return <Loading label="Asking how things are" />
  const { store, migrations, worker } = ready.data
  const { messages, model } = config.data
  const { commit, version, schema, node } = release.data
  const rows: [string, string][] = [
    ['Store', store ? STORES[store] : 'Not open'],
    ['Schema', `${schema}${migrations === 'current' ? '' : ', not brought up to date yet'}`],
    [
      'Later work',
      worker.status === 'failing'
        ? `Fails at present and is tried again: ${worker.failing.join(', ')}`
        : worker.status === 'running'
          ? 'Runs'
          : 'Has not begun',
    ],
    ['E-mail', messages.email ? 'On' : 'Off: no mail leaves the house. Set SMTP_URL and MAIL_FROM.'],
    ['SMS and WhatsApp', messages.phone ? 'On' : 'Off. Set the TWILIO_ settings.'],
    ['Model', model ? 'Answers beside the rules' : 'None: rules and the library answer, and nothing leaves the house.'],
    ...troubleRows(trouble.data),
    ['Release', `${version}${commit ? ` (${commit.slice(0, 10)})` : ''}, Node ${node}`],
  ]
  return (
    <section aria-label="Health" className="flex max-w-3xl flex-col gap-4">
      <h2 className="text-xl">Health</h2>
      <FactList rows={rows} dense />
      <ExaminationOfHouse />
      <Moves />
    </section>
  )
}

/** Of the last day: whether somebody tries what is not theirs. */
function troubleRows(trouble: Trouble | undefined): [string, string][] {
  if (!trouble) return []
  const { signIns, refused } = trouble
  const times = (count: number) => (count === 1 ? 'once' : `${count} times`)
  return [
    [
      'Sign-ins refused',
      signIns.failed === 0
        ? 'None within a day'
        : `${times(signIns.failed)} within a day${signIns.locked > 0 ? `; ${signIns.locked} e-mails had to wait` : ''}`,
    ],
    [
      'Accesses refused',
      refused.forbidden + refused.notTheirs === 0
        ? 'None within a day'
        : `${times(refused.forbidden)} for want of a right, ${times(refused.notTheirs)} for what is not theirs or not there`,
    ],
  ]
}
