import { createHash, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { startDatabase } from './database.ts'
import { type Server, type StartOptions, startServer, temporaryFolder } from './server.ts'
import { Browser } from './visitor.ts'

const PASSWORD = 'a quiet place to think'
const RESUME = `Ilse Maas
ilse@example.com · +31 20 555 0100

Summary
Analyst who turns scattered data into decisions.

Skills
SQL, Python, Kubernetes

Experience
Data analyst, Noorderlicht, 2021 – 2026
- Built 12 dashboards that cut reporting from 3 days to 1 hour
- Taught 40 colleagues to ask their own questions
`

/**
 * The founding checks (career desk specification, "Survival"): somebody registers, signs in, works, and everything that they
 * can ask for is the same after the process was stopped, killed, replaced by another on the same store, or joined by one.
 */
test('a member finds all of it again on the embedded store', { timeout: 240_000 }, async () => {
  await survives({ store: 'embedded', folder: temporaryFolder() }, ['stop', 'kill', 'join'])
})

test('a member finds all of it again on a server store', { timeout: 240_000 }, async () => {
  const database = await startDatabase()
  await survives({ store: 'server', databaseUrl: await database.create('career') }, ['stop', 'kill', 'join'])
})

async function survives(start: StartOptions, ends: ('stop' | 'kill' | 'join')[]): Promise<void> {
  let server = await startServer(start)
  const member = new Browser(() => server.url)
  const email = `ilse-${randomUUID().slice(0, 8)}@example.com`
  const account = await ok<{ id: string }>(member, 'POST', '/api/account', { email, password: PASSWORD, name: 'Ilse' })
  const made = await work(member)
  const before = await everything(member, made)
  expect(before['/api/session']).toMatchObject({ id: account.id, email })

  for (const end of ends) {
    server = await replace(server, start, end)
    expect(await everything(member, made), `after ${end}`).toEqual(before)
  }

  // Signing out leaves all of it, and signing in finds it.
  await ok(member, 'DELETE', '/api/session')
  expect((await member.request('GET', '/api/enrolments')).json).not.toEqual(before['/api/enrolments'])
  await ok(member, 'POST', '/api/session', { email, password: PASSWORD })
  const again = await everything(member, made)
  for (const path of Object.keys(before).filter(path => !/session/.test(path)))
    expect(again[path]).toEqual(before[path])
}

async function replace(server: Server, start: StartOptions, end: 'stop' | 'kill' | 'join'): Promise<Server> {
  if (end === 'join') return startServer(start)
  if (end === 'stop') expect(await server.stop()).toBe(0)
  else await server.kill9()
  return startServer(start)
}

type Made = { enrolment: string; conversation: string; file: string; resume: string; listing: string; sha256: string }

/** One working day of a member. */
async function work(member: Browser): Promise<Made> {
  const enrolment = await ok<{ id: string }>(member, 'POST', '/api/enrolments', { programme: 'ps101-express' })
  const path = `/api/enrolments/${enrolment.id}`
  for (const [prompt, text] of [
    ['1', 'I was laid off and do not know which work to look for.'],
    ['2', 'In six weeks I have spoken with five people who do the work.'],
  ])
    await ok(member, 'PUT', `${path}/answers/${prompt}`, { text, final: true })
  await ok(member, 'PUT', `${path}/answers/3`, { text: 'A draft of the biggest obst' })
  await ok(member, 'PUT', `${path}/position`, { prompt: '3' })

  const conversation = await ok<{ id: string }>(member, 'POST', '/api/conversations', { desk: 'career' })
  for (const text of ['I hope to move into teaching because I enjoy explaining things', 'How do I begin?'])
    await ok(member, 'POST', `/api/conversations/${conversation.id}/messages`, { id: randomUUID(), text })

  const bytes = Buffer.from(RESUME)
  const form = new FormData()
  form.set('id', randomUUID())
  form.set('file', new Blob([bytes], { type: 'text/plain' }), 'résumé.txt')
  const sent = await member.request('POST', '/api/files', { body: form })
  expect(sent.status, sent.text).toBe(201)
  const file = sent.json as { id: string; sha256: string }
  expect(file.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  const resume = await ok<{ id: string }>(member, 'POST', '/api/resumes', { name: 'Ilse Maas', text: RESUME })

  await ok(member, 'PUT', '/api/preferences', { skills: ['SQL', 'Python'], modes: ['remote'] })
  const found = await ok<{ items: { id: string }[] }>(member, 'GET', '/api/listings?kind=job&q=data%20analyst')
  const listing = found.items[0]!.id
  await ok(member, 'PUT', `/api/listings/${listing}/state`, { state: 'applied', note: 'Sent on Monday' })
  const from = Temporal.Now.plainDateISO('UTC').add({ days: 4 })
  const slots = await ok<{ start: string }[]>(
    member,
    'GET',
    `/api/slots?kind=coaching_session&from=${from}&to=${from.add({ days: 7 })}`,
  )
  await ok(member, 'POST', '/api/coaching-sessions', {
    start: slots[0]!.start,
    contact: { phone: '+31205550100' },
    topic: 'Which step comes first',
  })
  return {
    enrolment: enrolment.id,
    conversation: conversation.id,
    file: file.id,
    resume: resume.id,
    listing,
    sha256: file.sha256,
  }
}

/** Every answer that a member can ask for, by its address; a download by its hash. */
async function everything(member: Browser, made: Made): Promise<Record<string, unknown>> {
  const paths = [
    '/api/session',
    '/api/account',
    '/api/sessions',
    '/api/me/memory',
    '/api/programmes',
    '/api/enrolments',
    `/api/enrolments/${made.enrolment}`,
    `/api/enrolments/${made.enrolment}/answers/1/revisions`,
    `/api/enrolments/${made.enrolment}/summary`,
    `/api/enrolments/${made.enrolment}/export?format=md`,
    `/api/conversations/${made.conversation}/messages`,
    '/api/files',
    `/api/files/${made.file}`,
    '/api/resumes',
    `/api/resumes/${made.resume}`,
    '/api/listings?kind=job&state=applied',
    `/api/listings/${made.listing}`,
    `/api/listings/${made.listing}/states`,
    '/api/matches?kind=job',
    '/api/appointments',
    '/api/config',
  ]
  const answers: Record<string, unknown> = {}
  await settled(member, made)
  for (const path of paths) {
    const { status, json, text } = await member.request('GET', path)
    expect(status, `${path}: ${text}`).toBe(200)
    answers[path] = json ?? text
  }
  const download = await member.fetch('GET', `/api/files/${made.file}/content`, {})
  answers.bytes = createHash('sha256')
    .update(Buffer.from(await download.arrayBuffer()))
    .digest('hex')
  expect(answers.bytes).toBe(made.sha256)
  // When somebody was last seen goes on with time; the port is another for each process.
  const text = JSON.stringify(answers, (key, value) => (key === 'lastSeenAt' ? undefined : value))
  return JSON.parse(text.replace(/localhost(:|%3A)\d+/g, 'localhost'))
}

/** Later work that is still on its way: the text of the file. */
async function settled(member: Browser, made: Made): Promise<void> {
  await expect
    .poll(
      async () =>
        ((await member.request('GET', `/api/files/${made.file}`)).json as { text: { state: string } }).text.state,
      {
        timeout: 60_000,
      },
    )
    .not.toBe('pending')
}

async function ok<T>(member: Browser, method: string, path: string, json?: unknown): Promise<T> {
  const url = typeof member.address === 'string' ? member.address : member.address()
  const headers = { origin: url }
  const answer = await member.request(method, path, json === undefined ? { headers } : { json, headers })
  expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300)
  return answer.json as T
}
