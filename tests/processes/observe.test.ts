import { expect, test } from 'vitest'
import { openEndpoint, USED } from '../../src/assistant/testing/endpoint.ts'
import { startCollector, type TakenSpan } from '../counterparts/collector.ts'
import { startMailServer } from '../counterparts/mail.ts'
import { startServer } from './server.ts'
import { Browser, firstAdministrator, PASSWORD } from './visitor.ts'

const TOKEN = 'a-token-for-the-figures'
/** Marks that are in what people send, and may be in no figure, no span and no line. */
const SAID = 'zebracrossing'
const PHONE = '9876501234'
const EMAIL = 'priya.secret@example.com'
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'

test('figures, traces and slow statements tell what happened, and nobody’s words', { timeout: 60_000 }, async () => {
  const [collector, mail, model] = await Promise.all([startCollector(), startMailServer(), openEndpoint()])
  const server = await startServer({
    store: 'memory',
    env: {
      LOG_LEVEL: 'debug',
      METRICS_TOKEN: TOKEN,
      SLOW_QUERY_MS: '1',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=home%20desk',
      OTEL_SERVICE_NAME: 'front-desk',
      TRUST_PROXY: '1',
      SMTP_URL: mail.url,
      MAIL_FROM: 'visits@example.com',
      OPENAI_API_KEY: 'sk-of-a-test',
      OPENAI_BASE_URL: model.baseUrl,
      OPENAI_MODEL: 'a-model',
      MODEL_PRICE_INPUT: '1000',
    },
  })
  const link = server.firstAdministratorLink!
  const admin = await firstAdministrator(server.url, link)
  const visitor = new Browser(server.url)
  await visitor.arrive()
  model.behave({ kind: 'script', steps: [{ text: 'Which budget do you have in mind?' }] })
  const traceparent = `00-${TRACE}-${PARENT}-01`
  const posted = await visitor.request('POST', '/api/sales/messages', {
    json: { id: crypto.randomUUID(), text: `2 bhk in Whitefield. I am Priya, call ${PHONE} or ${EMAIL}; ${SAID}` },
    headers: { accept: 'application/json', traceparent, 'x-forwarded-for': '203.0.113.7' },
  })
  expect(posted.status).toBe(200)
  // Without a proxy in front nobody chooses our traces.
  await visitor.request('GET', `/api/listings?q=${SAID}`, {
    headers: { traceparent: traceparent.replace('4bf', '5bf') },
  })
  await visitor.request('GET', `/nowhere/${SAID}?token=${SAID}`)
  await visitor.request('POST', '/api/session', { json: { email: EMAIL, password: `${SAID}-password` } })
  const { days } = (await visitor.expect(200, 'GET', '/api/slots?days=5')) as { days: { slots: { start: string }[] }[] }
  const { start } = days.flatMap(({ slots }) => slots).at(-1)!
  const wish = { start, contact: { name: 'Priya Secret', email: EMAIL } }
  await visitor.expect(201, 'POST', '/api/site-visits', { json: wish, headers: { 'idempotency-key': SAID } })
  await mail.until(1)

  const spans = await collector.until(
    spans => spans.some(({ name }) => name === 'send email') && spans.some(({ name }) => name === 'turn'),
  )
  const figures = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
  const text = await figures.text()
  expect(await server.stop(), server.output().slice(-2_000)).toBe(0)
  await Promise.all([collector.close(), mail.close(), model.close()])

  // One trace from the proxy through the turn to its statements and the model.
  const ours = spans.filter(({ traceId }) => traceId === TRACE)
  const above = (span: TakenSpan) => ours.find(({ spanId }) => spanId === span.parentId)?.name
  const one = (name: string) => ours.find(span => span.name === name)!
  const request = one('POST /api/sales/messages')
  expect(request).toMatchObject({
    parentId: PARENT,
    kind: 2,
    attributes: {
      'http.route': '/api/sales/messages',
      'http.response.status_code': 200,
      'mosaic.request_id': posted.headers.get('x-request-id'),
    },
  })
  expect(above(one('turn'))).toBe('POST /api/sales/messages')
  for (const step of ['turn.understand', 'turn.tools', 'turn.model', 'turn.commit'])
    expect(above(one(step))).toBe('turn')
  expect(above(one('execute_tool search'))).toBe('turn.tools')
  const call = one('chat a-model')
  expect([above(call), call.kind]).toEqual(['turn.model', 3])
  expect(call.attributes).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'a-model',
    'gen_ai.usage.input_tokens': USED.prompt_tokens,
    'gen_ai.usage.output_tokens': USED.completion_tokens,
  })
  const commit = one('select complete_turn')
  expect(above(commit)).toBe('turn.commit')
  expect(commit.attributes['db.query.text']).toMatch(/complete_turn\( \$\d+, \$\d+, /)
  expect(commit.endNs).toBeGreaterThan(commit.startNs)
  expect(spans.filter(({ traceId }) => traceId.startsWith('5bf'))).toEqual([])
  expect(spans.find(({ name }) => name === 'send email')).toMatchObject({
    kind: 3,
    attributes: { 'mosaic.channel': 'email', 'mosaic.outcome': 'accepted' },
  })
  expect(collector.resources[0]).toMatchObject({ 'service.name': 'front-desk' })
  expect(collector.headers[0]).toMatchObject({ 'x-tenant': 'home desk' })
  // A loop that finds nothing makes no trace, and neither does whoever looks.
  expect(spans.filter(({ name }) => /^GET \/(metrics|readyz)$/.test(name))).toEqual([])

  expect(text).toMatch(/mosaic_model_tokens_total\{model="a-model",direction="input"\} 120\n/)
  expect(text).toMatch(/mosaic_model_cost_dollars_total\{model="a-model"\} 0\.12/)
  expect(text).toMatch(/mosaic_turn_duration_seconds_count\{desk="sales",outcome="completed",by="model"\} 1\n/)
  expect(text).toMatch(/mosaic_appointment_changes_total\{kind="site_visit",change="booked"\} 1\n/)
  expect(text).toMatch(/mosaic_reminders_total\{channel="email",status="sent"\} [1-9]/)
  expect(text).toMatch(/mosaic_build_info\{[^}]*store="memory"\} 1\n/)

  const lines = server
    .output()
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line) as Record<string, unknown>)
  const slow = lines.filter(({ msg }) => msg === 'a slow statement')
  // Twenty a minute, which a start under way may use up.
  expect(slow.length).toBeGreaterThan(0)
  expect(slow.every(({ ms, statement }) => Number(ms) >= 1 && typeof statement === 'string')).toBe(true)
  const answered = lines.find(({ route, trace }) => route === '/api/sales/messages' && trace === TRACE)
  expect(answered).toMatchObject({ status: 200, reqId: posted.headers.get('x-request-id') })

  const secrets = [SAID, PHONE, EMAIL, 'priya', 'admin@example.com', PASSWORD, link.split('#')[1]!, TOKEN]
  for (const browser of [admin, visitor]) secrets.push(...browser.cookies.values())
  const told = `${collector.raw()}\n${text}\n${lines.map(line => JSON.stringify(line)).join('\n')}`.toLowerCase()
  expect(secrets.filter(secret => told.includes(secret.toLowerCase()))).toEqual([])
})
