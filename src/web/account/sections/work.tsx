import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { getJson, Problem, sendJson } from '../../api/client.ts'
import { Trouble } from '../../parts/notice.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { Section } from './section.tsx'

const key = ['preferences']
const coachKey = ['coach']

/** What a coach may see, and what is mailed: each is set where it belongs, and found from here. */
export function Work() {
  const queries = useQueryClient()
  const preferences = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getJson<{ matchMail: boolean; emailProven: boolean }>('/api/preferences', signal),
    retry: (count, error) => count < 2 && error instanceof Problem && error.passing,
  })
  const change = useMutation({
    mutationFn: (matchMail: boolean) => sendJson('PUT', '/api/preferences', { matchMail }),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  })
  const coach = useQuery({
    queryKey: coachKey,
    queryFn: ({ signal }) => getJson<{ material: boolean }>('/api/coach', signal),
  })
  const allow = useMutation({
    mutationFn: (material: boolean) => sendJson('PATCH', '/api/coach', { material }),
    onSettled: () => queries.invalidateQueries({ queryKey: coachKey }),
  })
  return (
    <>
      <Section title="Coach access">
        <Trouble of={allow} framed />
        {coach.data && (
          <Toggle
            label="The assistant may use what I wrote"
            hint="Your answers, forms and what is remembered. When this is off, it knows the conversation alone."
            on={coach.data.material}
            disabled={allow.isPending}
            onChange={on => allow.mutate(on)}
          />
        )}
        <p className="text-muted">
          Your answers are yours alone until you share a programme with a coach, and each answer in it can stay private.
        </p>
        <Link to="/career/programmes" className="w-fit underline">
          Choose what to share
        </Link>
      </Section>
      {preferences.data && (
        <Section title="Mail">
          <Trouble of={change} framed />
          <Toggle
            label="Matching jobs by mail"
            hint={
              preferences.data.emailProven
                ? 'In the morning, up to five that fit you and that you have not seen.'
                : 'In the morning, up to five that fit you. Nothing is sent before your e-mail is confirmed.'
            }
            on={preferences.data.matchMail}
            disabled={change.isPending}
            onChange={on => change.mutate(on)}
          />
        </Section>
      )}
    </>
  )
}
