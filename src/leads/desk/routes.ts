import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { changeMany } from './change-many.ts'
import { changeTags, suggestTags } from './change-tags.ts'
import { countLeads } from './count-leads.ts'
import { dismissDuplicate, listDuplicates } from './duplicates.ts'
import { listLeads } from './list-leads.ts'
import { mergeLeads, undoLeadMerge } from './merge-leads.ts'
import { readLead } from './read-lead.ts'
import { readTimeline } from './read-timeline.ts'
import { deleteView, listViews, saveView } from './save-view.ts'
import {
  bulkInputSchema,
  duplicatesSchema,
  leadCountsSchema,
  leadFiltersSchema,
  leadListQuerySchema,
  leadNoteSchema,
  leadPageSchema,
  leadSchema,
  leadViewSchema,
  mergeSchema,
  noteTextSchema,
  overrideInputSchema,
  overrideSchema,
  ownerInputSchema,
  ownerSchema,
  tagInputSchema,
  timelineQuerySchema,
  timelineSchema,
  viewInputSchema,
} from './schema.ts'
import { setLeadOwner } from './set-lead-owner.ts'
import { setOverride, withdrawOverride } from './set-override.ts'
import { addNote, deleteNote, editNote } from './write-note.ts'

const access = 'staff' as const
const tags = ['leads']
const byId = z.object({ id: z.uuid() })
const byNote = z.object({ id: z.uuid(), noteId: z.uuid() })
const tagList = z.object({ tags: z.array(z.string()) })
const reads = (action: string) => ({ access, audit: { action, subject: 'person', param: 'id' } })

/** The console's leads. Each verb looks whether the sales desk is the caller's: a coach has none of these. */
export function leadDeskRoutes(app: App): void {
  listRoutes(app)
  leadRoutes(app)
  noteRoutes(app)
  viewRoutes(app)
  duplicateRoutes(app)
}

function listRoutes(app: App): void {
  app.get(
    '/api/staff/leads',
    {
      config: { access, audit: { action: 'lead.listed', list: 'leads' }, standby: true },
      schema: {
        tags,
        summary: 'Leads, filtered and in order',
        querystring: leadListQuerySchema,
        response: { 200: leadPageSchema },
      },
    },
    ({ ctx, query }) => listLeads(ctx, query),
  )
  app.get(
    '/api/staff/leads/counts',
    {
      config: { access, audit: false, standby: true },
      schema: {
        tags,
        summary: 'How many the filters leave, to 1,000',
        querystring: leadFiltersSchema,
        response: { 200: leadCountsSchema },
      },
    },
    ({ ctx, query }) => countLeads(ctx, query),
  )
  app.post(
    '/api/staff/leads/changes',
    {
      config: { access },
      schema: {
        tags,
        summary: 'The same owner or tags for a selection',
        body: bulkInputSchema,
        response: { 200: z.object({ changed: z.int(), gone: z.int() }) },
      },
    },
    ({ ctx, body: { staffId, ...body } }) => changeMany(ctx, { ...body, ...(staffId !== undefined && { staffId }) }),
  )
  app.get(
    '/api/staff/leads/tags',
    {
      config: { access, audit: false },
      schema: {
        tags,
        summary: 'Tags in use',
        querystring: z.object({ q: z.string().trim().max(40).optional() }),
        response: { 200: z.object({ items: z.array(z.object({ tag: z.string(), count: z.int() })) }) },
      },
    },
    async ({ ctx, query }) => ({ items: await suggestTags(ctx, query) }),
  )
}

function leadRoutes(app: App): void {
  app.get(
    '/api/staff/leads/:id',
    { config: reads('lead.read'), schema: { tags, summary: 'A lead', params: byId, response: { 200: leadSchema } } },
    ({ ctx, params }) => readLead(ctx, { personId: params.id }),
  )
  app.get(
    '/api/staff/leads/:id/timeline',
    {
      config: { ...reads('lead.timeline_read'), standby: true },
      schema: {
        tags,
        summary: 'All that happened with a lead, newest first',
        params: byId,
        querystring: timelineQuerySchema,
        response: { 200: timelineSchema },
      },
    },
    ({ ctx, params, query }) => readTimeline(ctx, { personId: params.id, ...query }),
  )
  app.post(
    '/api/staff/leads/:id/override',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Set a temperature beside the computed one',
        params: byId,
        body: overrideInputSchema,
        response: { 200: overrideSchema },
      },
    },
    ({ ctx, params, body }) =>
      setOverride(ctx, { personId: params.id, ...body, until: Temporal.Instant.from(body.until) }),
  )
  app.delete(
    '/api/staff/leads/:id/override',
    { config: { access }, schema: { tags, summary: 'Withdraw it', params: byId, response: { 204: z.null() } } },
    async ({ ctx, params }, reply) => {
      await withdrawOverride(ctx, { personId: params.id })
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/staff/leads/:id/tags',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Put tags on and take tags off',
        params: byId,
        body: tagInputSchema,
        response: { 200: tagList },
      },
    },
    async ({ ctx, params, body }) => ({ tags: await changeTags(ctx, { personId: params.id, ...body }) }),
  )
  app.post(
    '/api/staff/leads/:id/owner',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Whose lead it is',
        params: byId,
        body: ownerInputSchema,
        response: { 200: z.object({ owner: ownerSchema.nullable() }) },
      },
    },
    async ({ ctx, params, body }) => ({ owner: await setLeadOwner(ctx, { personId: params.id, ...body }) }),
  )
}

function noteRoutes(app: App): void {
  app.post(
    '/api/staff/leads/:id/notes',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Note something, for the staff alone',
        params: byId,
        body: noteTextSchema.extend({ id: z.uuid().optional() }),
        response: { 201: leadNoteSchema },
      },
    },
    async ({ ctx, params, body }, reply) =>
      reply.status(201).send(await addNote(ctx, { personId: params.id, ...body })),
  )
  app.patch(
    '/api/staff/leads/:id/notes/:noteId',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Write one’s own note anew',
        params: byNote,
        body: noteTextSchema,
        response: { 200: leadNoteSchema },
      },
    },
    ({ ctx, params, body }) => editNote(ctx, { personId: params.id, id: params.noteId, ...body }),
  )
  app.delete(
    '/api/staff/leads/:id/notes/:noteId',
    {
      config: { access },
      schema: { tags, summary: 'Delete one’s own note', params: byNote, response: { 204: z.null() } },
    },
    async ({ ctx, params }, reply) => {
      await deleteNote(ctx, { personId: params.id, id: params.noteId })
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/staff/leads/:id/notes/:noteId/restore',
    {
      config: { access },
      schema: { tags, summary: 'Take its deletion back, within a day', params: byNote, response: { 204: z.null() } },
    },
    async ({ ctx, params }, reply) => {
      await deleteNote(ctx, { personId: params.id, id: params.noteId, restore: true })
      return reply.status(204).send(null)
    },
  )
}

function viewRoutes(app: App): void {
  app.get(
    '/api/staff/leads/views',
    {
      config: { access, audit: false },
      schema: {
        tags,
        summary: 'Saved views: one’s own and shared ones',
        response: { 200: z.object({ items: z.array(leadViewSchema) }) },
      },
    },
    async ({ ctx }) => ({ items: await listViews(ctx) }),
  )
  app.post(
    '/api/staff/leads/views',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Save a view under a name',
        body: viewInputSchema.extend({ id: z.uuid().optional() }),
        response: { 200: leadViewSchema },
      },
    },
    ({ ctx, body }) => saveView(ctx, body),
  )
  app.delete(
    '/api/staff/leads/views/:id',
    {
      config: { access },
      schema: { tags, summary: 'Delete one’s own view', params: byId, response: { 204: z.null() } },
    },
    async ({ ctx, params }, reply) => {
      await deleteView(ctx, params)
      return reply.status(204).send(null)
    },
  )
}

function duplicateRoutes(app: App): void {
  app.get(
    '/api/staff/leads/:id/duplicates',
    {
      config: reads('lead.duplicates_read'),
      schema: {
        tags,
        summary: 'Who may be the same person, and who was joined',
        params: byId,
        response: { 200: duplicatesSchema },
      },
    },
    ({ ctx, params }) => listDuplicates(ctx, { personId: params.id }),
  )
  app.post(
    '/api/staff/leads/:id/duplicates/dismiss',
    {
      config: { access },
      schema: {
        tags,
        summary: 'These two are not the same person; `restore` takes that back',
        params: byId,
        body: z.object({ otherId: z.uuid(), restore: z.boolean().default(false) }),
        response: { 204: z.null() },
      },
    },
    async ({ ctx, params, body }, reply) => {
      await dismissDuplicate(ctx, { personId: params.id, ...body })
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/staff/leads/:id/merge',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Join another person into this lead',
        description: 'With `preview` nothing is changed: the answer says what would move.',
        params: byId,
        body: z.object({ otherId: z.uuid(), preview: z.boolean().default(false) }),
        response: { 200: mergeSchema },
      },
    },
    ({ ctx, params, body }) => mergeLeads(ctx, { personId: params.id, ...body }),
  )
  app.post(
    '/api/staff/leads/:id/merge/:mergeId/undo',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Take them apart again, within 30 days',
        params: z.object({ id: z.uuid(), mergeId: z.uuid() }),
        response: { 200: mergeSchema },
      },
    },
    ({ ctx, params }) => undoLeadMerge(ctx, { personId: params.id, id: params.mergeId }),
  )
}
