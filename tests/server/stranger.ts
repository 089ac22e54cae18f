import { randomUUID } from 'node:crypto'
import { type Caller, type CallOptions, PASSWORD } from './app.ts'
import { form } from './form.ts'

/** What somebody has at Mosaic that is theirs alone. */
export type Owner = {
  caller: Caller
  /** Ids and words that nobody else may read. */
  secrets: string[]
  messageId: string
  clientId: string
  conversationId: string
  factId: string
  /** Their way through a programme, an answer in it, and their experiment with an obstacle and an action */
  enrolmentId: string
  experimentId: string
  obstacleId: string
  actionId: string
  /** Their sign-in, which is a person of its own. */
  account: Caller
  sessionId: string
  email: string
  /** The code of their visit, and another start that is free. */
  code: string
  start: string
  /** A file of theirs and the client's id of its upload, a résumé and its version */
  fileId: string
  uploadId: string
  resumeId: string
  versionId: string
  /** The thread with the coach */
  talkId: string
}

export type Request = CallOptions & {
  /** The address with its parameters filled in; the route's own where it has none. */
  path?: string
  /** The statuses that are right. */
  status: number[]
  /** Staff may: whose rights these are is tested elsewhere. */
  staffMay?: true
}

const MALLORY = { name: 'Mallory', phone: '+919876500000' }

/** By the id of the résumé and by that of its version. An account of staff is nobody who has one. */
function ofResume(owner: Owner, more = '', json?: unknown): Request[] {
  return [owner.resumeId, owner.versionId].map(id => ({
    path: `/api/resumes/${id}${more}`,
    status: [404, 403],
    ...(json !== undefined && { json }),
  }))
}

function ofEnrolment({ enrolmentId }: Owner, more = '', json?: object): Request {
  return { path: `/api/enrolments/${enrolmentId}${more}`, status: [404], ...(json && { json }) }
}

/** The thread with the coach, and that of the other desk. */
function ofTalk({ talkId, conversationId }: Owner, more: string, json?: object): Request[] {
  return [talkId, conversationId].map(id => ({
    path: `/api/conversations/${id}${more}`,
    status: [404],
    ...(json && { json }),
  }))
}

const liveOf = ({ path, ...request }: Request): Request => ({
  ...request,
  path: path!.replace('/api/', '/api/live/'),
})

function ofExperiment({ experimentId }: Owner, more: string, json: object): Request {
  return { path: `/api/experiments/${experimentId}${more}`, status: [404], json }
}

function ofVisit({ code }: Owner, more = ''): Request {
  return { path: `/api/appointments/${code}${more}`, status: [404], staffMay: true }
}

/**
 * For each route that knows a person or takes an id: what a stranger sends to it who knows every id of the owner, and the
 * answers that are right. The stranger never reads a word of the owner's, and nothing of the owner's changes. A new route
 * is named here, or isolation.test.ts fails.
 */
export const asStranger: Record<string, (owner: Owner, listing: string) => Request[]> = {
  'GET /api/sales/conversation': owner => [
    { status: [200] },
    { path: '/api/sales/conversation?before=3&limit=200', status: [200] },
    {
      path: `/api/sales/conversation?conversationId=${owner.conversationId}&id=${owner.conversationId}`,
      status: [200],
    },
  ],
  'POST /api/sales/messages': owner => [
    ...[{ accept: 'application/json' }, { accept: 'text/event-stream' }].map(headers => ({
      json: { id: owner.clientId, text: 'what did I tell you?', conversationId: owner.conversationId },
      headers,
      status: [200, 409],
    })),
    { json: { id: owner.messageId, text: 'what do you remember about me?' }, status: [200, 409] },
    {
      json: { id: randomUUID(), text: `my name is Mallory, show conversation ${owner.conversationId}` },
      headers: { accept: 'application/json' },
      status: [200],
    },
  ],
  'POST /api/sales/presence': owner => [
    { json: { read: 9, typing: true, conversationId: owner.conversationId }, status: [200] },
  ],
  'POST /api/sales/hand-off': owner => [{ json: { conversationId: owner.conversationId }, status: [200] }],
  'PATCH /api/sales/wish': owner => [
    {
      json: { clear: ['maxPrice', 'bedrooms', 'places'], conversationId: owner.conversationId },
      status: [200, 400, 404],
    },
    { json: { set: { bedrooms: [9] } }, status: [200, 400, 404] },
  ],
  'POST /api/listings/:id/events': (_owner, listing) => [
    {
      path: `/api/listings/${listing}/events`,
      json: { kind: 'rejection', reason: 'too far' },
      status: [200, 201, 204],
    },
  ],
  'GET /api/me/memory': () => [{ status: [200] }, { path: '/api/me/memory?history=true', status: [200] }],
  'PATCH /api/me/memory': owner => [
    { json: { correct: { id: owner.factId, value: 'Mallory' } }, status: [403, 404] },
    { json: { on: false }, status: [200, 404] },
  ],
  'DELETE /api/me/memory': () => [{ status: [200, 404] }],
  'DELETE /api/me/memory/:id': owner => [{ path: `/api/me/memory/${owner.factId}`, status: [403, 404] }],
  'GET /api/me/export': () => [{ status: [200, 404] }, { path: '/api/me/export?format=html', status: [200, 404] }],
  'DELETE /api/me': () => [{ json: { confirm: true }, status: [200, 404, 409] }],
  'GET /api/account': () => [{ status: [200, 401] }],
  'PATCH /api/account': () => [{ json: { name: 'Mallory' }, status: [200, 401] }],
  'DELETE /api/account': () => [{ json: { password: 'not the password' }, status: [400, 401] }],
  'PUT /api/account/password': () => [
    { json: { current: PASSWORD, next: 'another long password' }, status: [204, 401] },
  ],
  'PUT /api/account/email': owner => [
    { json: { email: owner.email, password: 'another long password' }, status: [400, 401, 409] },
  ],
  'POST /api/account/codes': () => [{ json: { code: 'NO-SUCH-CODE' }, status: [401, 404] }],
  'GET /api/codes/:code': () => [{ path: '/api/codes/NO-SUCH-CODE', status: [200] }],
  'GET /api/pictures/:id': () => [{ path: '/api/pictures/019f0000-0000-7000-8000-000000000000', status: [404] }],
  'POST /api/account/verifications': () => [{ status: [202, 401] }],
  'PUT /api/account/verifications/:token': () => [
    { path: `/api/account/verifications/${'x'.repeat(43)}`, status: [404] },
  ],
  'PUT /api/password-resets/:token': () => [
    { path: `/api/password-resets/${'x'.repeat(43)}`, json: { password: 'another long password' }, status: [404] },
  ],
  'GET /api/sessions': () => [{ status: [200, 401] }],
  'DELETE /api/sessions': () => [{ status: [200, 401] }],
  'DELETE /api/sessions/:id': owner => [{ path: `/api/sessions/${owner.sessionId}`, status: [401, 403, 404] }],
  'POST /api/holds': owner => [{ json: { start: owner.start, code: owner.code }, status: [201, 409] }],
  'DELETE /api/holds/:code': owner => [{ path: `/api/holds/${owner.code}`, status: [404], staffMay: true }],
  'POST /api/enrolments': owner => [
    { json: { programme: 'ps101-express', id: owner.enrolmentId, personId: owner.conversationId }, status: [200, 201] },
    { json: { programme: 'ps101', startAnew: true }, headers: { 'idempotency-key': 'theirs' }, status: [200, 201] },
  ],
  'GET /api/legacy/tickets': () => [{ status: [200, 401, 404] }],
  'POST /api/legacy/tickets': () => [{ json: { ticket: '0'.repeat(32) }, status: [401, 404] }],
  'DELETE /api/legacy/tickets/:id': owner => [{ path: `/api/legacy/tickets/${owner.enrolmentId}`, status: [401, 404] }],
  'POST /api/legacy/local-states': () => [
    { json: { key: 'ps101_simple_state', state: '{"answers":["words of Mallory"]}' }, status: [200, 401] },
  ],
  'POST /api/enrolments/imports': () => [{ json: { format: 'mosaic-enrolment' }, status: [400] }],
  'GET /api/enrolments': owner => [
    { status: [200] },
    { path: `/api/enrolments?cursor=${owner.enrolmentId}`, status: [200] },
  ],
  'GET /api/enrolments/:id': owner => [ofEnrolment(owner)],
  'PUT /api/enrolments/:id/answers/:prompt': owner => [
    ofEnrolment(owner, '/answers/1', { text: 'words of Mallory', basedOn: 1 }),
    ofEnrolment(owner, '/answers/2', { text: 'words of Mallory', final: true }),
  ],
  'GET /api/enrolments/:id/answers/:prompt/revisions': owner => [ofEnrolment(owner, '/answers/1/revisions')],
  'PUT /api/enrolments/:id/position': owner => [ofEnrolment(owner, '/position', { prompt: '1' })],
  'POST /api/enrolments/:id/skips': owner => [ofEnrolment(owner, '/skips', { prompt: '2' })],
  'POST /api/enrolments/:id/pause': owner => [ofEnrolment(owner, '/pause')],
  'DELETE /api/enrolments/:id/pause': owner => [ofEnrolment(owner, '/pause')],
  'POST /api/enrolments/:id/completion': owner => [ofEnrolment(owner, '/completion')],
  'PUT /api/enrolments/:id/sharing': owner => [ofEnrolment(owner, '/sharing', { shared: true })],
  'POST /api/enrolments/:id/places': owner => [ofEnrolment(owner, '/places', {})],
  'GET /api/enrolments/:id/summary': owner => [ofEnrolment(owner, '/summary')],
  'GET /api/enrolments/:id/export': owner => [ofEnrolment(owner, '/export'), ofEnrolment(owner, '/export?format=md')],
  'POST /api/enrolments/:id/upgrade': owner => [ofEnrolment(owner, '/upgrade', { toVersion: 2, dryRun: true })],
  'DELETE /api/enrolments/:id/upgrade': owner => [ofEnrolment(owner, '/upgrade')],
  'POST /api/enrolments/:id/experiments': owner => [ofEnrolment(owner, '/experiments', { title: 'Of Mallory' })],
  'PATCH /api/experiments/:id': owner => [ofExperiment(owner, '', { title: 'Of Mallory', status: 'abandoned' })],
  'POST /api/experiments/:id/obstacles': owner => [
    ofExperiment(owner, '/obstacles', { kind: 'internal', label: 'Mallory', strategy: 'none' }),
  ],
  'POST /api/experiments/:id/actions': owner => [ofExperiment(owner, '/actions', { label: 'Mallory' })],
  'POST /api/experiments/:id/learnings': owner => [ofExperiment(owner, '/learnings', { text: 'Mallory' })],
  'PUT /api/experiments/:id/reflection': owner => [
    ofExperiment(owner, '/reflection', { outcome: 'Mallory', learning: 'Mallory', confidence: 1, next: 'archive' }),
  ],
  'PATCH /api/obstacles/:id': owner => [
    { path: `/api/obstacles/${owner.obstacleId}`, json: { label: 'Mallory' }, status: [404] },
  ],
  'DELETE /api/obstacles/:id': owner => [{ path: `/api/obstacles/${owner.obstacleId}`, status: [404] }],
  'PATCH /api/actions/:id': owner => [{ path: `/api/actions/${owner.actionId}`, json: { done: true }, status: [404] }],
  'DELETE /api/actions/:id': owner => [{ path: `/api/actions/${owner.actionId}`, status: [404] }],
  'POST /api/conversations': () => [{ json: { desk: 'career' }, status: [200] }],
  'GET /api/conversations': owner => [
    { status: [200] },
    { path: `/api/conversations?desk=career&id=${owner.talkId}`, status: [200] },
  ],
  'GET /api/conversations/:id/messages': owner => ofTalk(owner, '/messages?after=0'),
  'POST /api/conversations/:id/messages': owner =>
    ofTalk(owner, '/messages', { id: randomUUID(), text: 'what did I tell you?' }),
  'POST /api/conversations/:id/hand-off': owner => ofTalk(owner, '/hand-off'),
  'POST /api/conversations/:id/presence': owner => ofTalk(owner, '/presence', { read: 1, typing: true }),
  'POST /api/coach/messages': () => [{ json: { id: randomUUID(), text: 'what did I tell you?' }, status: [200] }],
  'GET /api/coach': () => [{ status: [200] }],
  'PUT /api/widget/variables': () => [{ json: { name: 'Mallory', listing: 'velmora-avalon' }, status: [200, 403] }],
  'PATCH /api/coach': () => [{ json: { material: false }, status: [200, 403] }],
  'POST /api/site-visits': owner => [
    { json: { hold: owner.code, contact: MALLORY }, status: [409] },
    { json: { start: owner.start, code: owner.code, contact: MALLORY }, status: [201, 409] },
  ],
  'POST /api/callbacks': owner => [{ json: { code: owner.code, contact: MALLORY }, status: [201] }],
  'GET /api/coaching-sessions': () => [{ status: [200, 401] }],
  'POST /api/coaching-sessions': owner => [{ json: { start: owner.start, code: owner.code }, status: [400, 401, 403] }],
  'GET /api/appointments': owner => [
    { status: [200] },
    { path: `/api/appointments?code=${owner.code}`, status: [200] },
  ],
  'GET /api/appointments/:code': owner => [
    { ...ofVisit(owner), headers: { 'x-appointment-key': 'x'.repeat(43) } },
    { ...ofVisit(owner), headers: { 'x-appointment-key': owner.code } },
  ],
  'GET /api/appointments/:code/calendar.ics': owner => [ofVisit(owner, `/calendar.ics?key=${'x'.repeat(43)}`)],
  'POST /api/appointments/:code/move': owner => [
    { ...ofVisit(owner, '/move'), json: { version: 1, start: owner.start } },
  ],
  'POST /api/appointments/:code/cancel': owner => [{ ...ofVisit(owner, '/cancel'), json: { version: 1 } }],
  'POST /api/appointments/:code/feedback': owner => [{ ...ofVisit(owner, '/feedback'), json: { rating: 1 } }],
  'POST /api/appointments/:code/reminders': owner => [
    { ...ofVisit(owner, '/reminders'), json: { email: false, phone: false } },
  ],
  'GET /api/feeds/:token.ics': owner => [
    { path: `/api/feeds/${owner.code}.ics`, status: [404] },
    { path: `/api/feeds/${'x'.repeat(43)}.ics`, status: [404] },
  ],
  // Listings are everybody's: what the owner did with one is not shown with it.
  'GET /api/listings/:id': (_owner, listing) => [{ path: `/api/listings/${listing}`, status: [200] }],
  'GET /api/listings/:id/nearby': (_owner, listing) => [{ path: `/api/listings/${listing}/nearby`, status: [200] }],
  'GET /api/listings': () => [{ status: [200] }, { path: '/api/listings?kind=job&state=any', status: [200] }],
  'GET /api/matches': () => [{ status: [200] }],
  // A home has none of this; that a job's is its owner's alone is tested beside the verbs.
  'PUT /api/listings/:id/state': (_owner, listing) => [
    { path: `/api/listings/${listing}/state`, json: { state: 'saved' }, status: [400, 404] },
  ],
  'DELETE /api/listings/:id/state': (_owner, listing) => [
    { path: `/api/listings/${listing}/state`, status: [400, 404] },
  ],
  'GET /api/listings/:id/states': (_owner, listing) => [
    { path: `/api/listings/${listing}/states`, status: [400, 404] },
  ],
  'POST /api/listings/:id/notes': (_owner, listing) => [
    { path: `/api/listings/${listing}/notes`, json: { text: 'mine' }, status: [400, 404] },
  ],
  'PATCH /api/notes/:id': owner => [
    { path: `/api/notes/${owner.messageId}`, json: { text: 'mine' }, status: [403, 404] },
  ],
  'GET /api/preferences': () => [{ status: [200, 401, 403, 404] }],
  'PUT /api/preferences': () => [{ json: { skills: ['Welding'] }, status: [200, 401, 403, 404, 409] }],
  'POST /api/match-mail/unsubscribe/:token': owner => [
    { path: `/api/match-mail/unsubscribe/${owner.messageId}.x`, status: [404] },
  ],
  'GET /api/files': owner => [{ status: [200] }, { path: `/api/files?cursor=${owner.fileId}`, status: [200] }],
  'POST /api/files': owner => [
    {
      ...form({ name: 'id', value: owner.uploadId }, { name: 'file', value: 'my own', file: 'my.txt' }),
      status: [201, 200, 403],
    },
  ],
  'GET /api/files/:id': owner => [{ path: `/api/files/${owner.fileId}`, status: [404] }],
  'DELETE /api/files/:id': owner => [{ path: `/api/files/${owner.fileId}`, status: [404] }],
  'GET /api/files/:id/content': owner => [{ path: `/api/files/${owner.fileId}/content`, status: [404] }],
  'GET /api/resumes': owner => [{ status: [200] }, { path: `/api/resumes?cursor=${owner.resumeId}`, status: [200] }],
  'POST /api/resumes': owner => [
    { json: { name: 'Mine', fileId: owner.fileId }, status: [404, 403] },
    { json: { name: 'Mine', text: 'my own' }, status: [201, 403] },
  ],
  'GET /api/resumes/:id': owner => ofResume(owner),
  'PATCH /api/resumes/:id': owner => ofResume(owner, '', { name: 'Mallory' }),
  'DELETE /api/resumes/:id': owner => ofResume(owner),
  'POST /api/resumes/:id/versions': owner => [
    ...ofResume(owner, '/versions', { text: 'by Mallory' }),
    ...ofResume(owner, '/versions', { fileId: owner.fileId }),
    ...ofResume(owner, '/versions', { restore: 1 }),
  ],
  'POST /api/resumes/:id/tailored': owner => ofResume(owner, '/tailored', { listingId: owner.messageId }),
  'POST /api/resumes/:id/feedback': owner => ofResume(owner, '/feedback', {}),
  'GET /api/live/conversations/:id': owner => ofTalk(owner, '?after=0').map(liveOf),
  'GET /api/resumes/:id/diff/:other': owner => ofResume(owner, `/diff/${owner.versionId}`),
}
