import { Browser, type Message } from '../../tests/processes/visitor.ts'
import { type Random, uuidOf } from '../random.ts'
import { seen } from './chat.ts'
import { type Client, live, mark, perform } from './client.ts'

const PASSWORD = 'a quiet place to think'

type State = {
  email: string
  enrolment?: string
  conversation?: string
  /** The revision that each answer was last told to stand at. */
  revisions: Map<string, number>
  isIn: boolean
}

/** Somebody with an account: answers that are saved while they type, the coach's chat, signing out and in again. */
export async function member(client: Client): Promise<void> {
  const state: State = { email: `${client.name}@example.com`, revisions: new Map(), isIn: false }
  await live(client, 500, async (random, number) => {
    if (!state.isIn) return comeIn(client, state, random)
    if (!state.enrolment) return enrol(client, state, random)
    const what = random.next()
    if (what < 0.6) await answer(client, state, random, number)
    else if (what < 0.75) await tellCoach(client, state, random, number)
    else if (what < 0.9) await readAnswers(client, state.enrolment)
    else if (what < 0.95) await whoAmI(client, state.email)
    else await leave(client, state)
  })
}

async function comeIn(client: Client, state: State, random: Random): Promise<void> {
  const { email } = state
  const known = client.recorder.history.operations.some(
    ({ client: who, deed, outcome }) => who === client.name && deed === 'register' && outcome === 'ok',
  )
  if (!known) {
    const done = await perform(
      client,
      'register',
      { email },
      {
        method: 'POST',
        path: '/api/account',
        json: { email, password: PASSWORD, name: `Member ${client.name}` },
        patience: 12_000,
        keep: json => ({ account: json.id, person: json.personId }),
      },
    )
    state.isIn = done.outcome === 'ok'
    // Where it cannot be told whether there is an account now, signing in says it.
    if (done.outcome !== 'unknown') return
  }
  const done = await perform(
    client,
    'sign_in',
    { email, attempt: random.whole(0, 1e6) },
    {
      method: 'POST',
      path: '/api/session',
      json: { email, password: PASSWORD },
      patience: 12_000,
      keep: json => ({ account: json.id, person: json.personId }),
    },
  )
  state.isIn = done.outcome === 'ok'
}

async function leave(client: Client, state: State): Promise<void> {
  const cookies = new Map(client.browser.cookies)
  const done = await perform(client, 'sign_out', {}, { method: 'DELETE', path: '/api/session' })
  // Heard or not: it may have come through, so one goes on by signing in.
  state.isIn = false
  if (done.outcome !== 'ok') return
  // The key that was given back opens nothing any more.
  const other = new Browser(client.browser.address)
  for (const [name, value] of cookies) other.cookies.set(name, value)
  await perform(
    { ...client, browser: other },
    'session_after_sign_out',
    {},
    {
      method: 'GET',
      path: '/api/session',
      tries: 2,
      keep: json => ({ email: json.email ?? null }),
    },
  )
}

export async function whoAmI(client: Client, email: string, deed = 'session'): Promise<void> {
  await perform(
    client,
    deed,
    { email },
    {
      method: 'GET',
      path: '/api/session',
      tries: 2,
      keep: json => ({ email: json.email ?? null }),
    },
  )
}

async function enrol(client: Client, state: State, random: Random): Promise<void> {
  const key = uuidOf(random)
  const done = await perform(
    client,
    'enrol',
    { key },
    {
      method: 'POST',
      path: '/api/enrolments',
      json: { programme: 'ps101-express' },
      headers: { 'idempotency-key': key },
      keep: json => ({ enrolment: json.id }),
    },
  )
  if (done.outcome === 'ok') state.enrolment = String(done.json.id)
}

async function answer(client: Client, state: State, random: Random, number: number): Promise<void> {
  const prompt = random.pick(['1', '2'])
  const text = `What I would like to do next is to teach what I know. ${mark(client, number)}`
  const basedOn = state.revisions.get(prompt)
  const done = await perform(
    client,
    'answer',
    { enrolment: state.enrolment, prompt, text, basedOn },
    {
      method: 'PUT',
      path: `/api/enrolments/${state.enrolment}/answers/${prompt}`,
      json: { text, ...(basedOn !== undefined && { basedOn }) },
      keep: json => ({ revision: json.revision }),
      proves(code, json) {
        const current = json.current as { text: string; revision: number } | undefined
        return code === 'programmes.answer_changed' && current?.text === text
          ? { revision: current.revision }
          : undefined
      },
    },
  )
  if (done.outcome === 'ok') state.revisions.set(prompt, Number(done.json.revision ?? currentOf(done.json)?.revision))
  else if (done.code === 'programmes.answer_changed')
    state.revisions.set(prompt, Number(currentOf(done.json)?.revision ?? basedOn))
}

const currentOf = (json: Record<string, unknown>) => json.current as { revision: number } | undefined

export async function readAnswers(client: Client, enrolment: string, deed = 'answers'): Promise<void> {
  await perform(
    client,
    deed,
    { enrolment },
    {
      method: 'GET',
      path: `/api/enrolments/${enrolment}`,
      tries: 2,
      keep: json => ({
        answers: (json.answers as { prompt: string; text: string; revision: number }[]).map(
          ({ prompt, text, revision }) => ({ prompt, text, revision }),
        ),
      }),
    },
  )
}

async function tellCoach(client: Client, state: State, random: Random, number: number): Promise<void> {
  if (!state.conversation) {
    const done = await perform(
      client,
      'open_coach',
      {},
      {
        method: 'POST',
        path: '/api/conversations',
        json: { desk: 'career' },
        keep: json => ({ conversation: json.id }),
      },
    )
    if (done.outcome !== 'ok') return
    state.conversation = String(done.json.id)
  }
  const id = uuidOf(random)
  const text = `${random.pick(['How do I begin?', 'I am not sure about teaching.', 'What next?'])} ${mark(client, number)}`
  await perform(
    client,
    'coach_message',
    { conversation: state.conversation, id, text },
    {
      method: 'POST',
      path: `/api/conversations/${state.conversation}/messages`,
      json: { id, text },
      headers: { accept: 'application/json' },
      keep: json => ({
        number: (json.message as Message | undefined)?.number,
        answer: (json.reply as Message | null | undefined)?.number ?? null,
        answerText: (json.reply as Message | null | undefined)?.text.slice(0, 80),
      }),
    },
  )
}

export async function readCoachThread(client: Client, conversation: string, deed = 'coach_thread'): Promise<void> {
  await perform(
    client,
    deed,
    { conversation },
    {
      method: 'GET',
      path: `/api/conversations/${conversation}/messages?limit=200`,
      tries: 2,
      keep: json => ({ conversation, messages: seen(json.messages as Message[]) }),
    },
  )
}
