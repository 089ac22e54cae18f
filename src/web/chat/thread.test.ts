import { expect, test } from 'vitest'
import type { ConversationPage, Message } from '../api/types.ts'
import { waitBefore } from './outbox.ts'
import { blocks, pieces, withoutRepeats } from './text.tsx'
import { joined, START, type ThreadState } from './thread-state.ts'
import { rowsOf } from './view.ts'

const message = (number: number, text = `m${number}`): Message => ({
  id: `id${number}`,
  number,
  author: number % 2 ? 'visitor' : 'assistant',
  text,
  parts: [],
  createdAt: '2026-11-21T10:00:00Z',
})
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index))
const page = (from: number, to: number, id = 'c1'): ConversationPage => ({
  conversation: { id, status: 'open' },
  messages: range(from, to),
  older: from > 1 ? from : null,
  wish: {},
  pending: false,
})
const state = (change: Partial<ThreadState> = {}): ThreadState => ({
  ...START,
  phase: 'ready',
  conversationId: 'c1',
  ...change,
})
const numbers = (of: ThreadState) => of.messages.map(({ number }) => number)

test('a newer page is joined with the older ones that were loaded', () => {
  const next = joined(state({ messages: range(1, 40), older: null }), page(31, 42))
  expect(numbers(next)).toEqual(range(1, 42).map(({ number }) => number))
  expect(next.older).toBeNull()
})

test('a hole, or another conversation, starts over from the page', () => {
  expect(numbers(joined(state({ messages: range(1, 4) }), page(20, 22)))).toEqual([20, 21, 22])
  expect(joined(state({ messages: range(1, 4) }), page(20, 22)).older).toBe(20)
  expect(numbers(joined(state({ messages: range(1, 4) }), page(1, 2, 'c2')))).toEqual([1, 2])
})

test('a message on its way is drawn once, also when another tab has already brought its row', () => {
  const outgoing = {
    id: 'x',
    text: 'same words',
    state: 'sending',
    tries: 0,
    retryAt: null,
    problem: null,
    after: 2,
  } as const
  const live = { forId: 'x', text: '', parts: [], asked: 3 }
  const kinds = (of: ThreadState) => rowsOf(of).map(row => row.kind)
  const before = state({ messages: range(1, 2), outbox: [outgoing], live })
  expect(kinds(before)).toEqual(['message', 'message', 'outgoing', 'thinking'])
  const after = state({ ...before, messages: [...range(1, 2), message(3, 'same words')] })
  expect(kinds(after)).toEqual(['message', 'message', 'outgoing', 'thinking'])
})

test('what others say while an answer is heard stands below it, and its own row is not drawn twice', () => {
  const outgoing = { id: 'x', text: 'm3', state: 'sending', tries: 0, retryAt: null, problem: null, after: 2 } as const
  const live = { forId: 'x', text: 'Look', parts: [], asked: 3, answerId: 'id6' }
  const others: Message[] = [
    { ...message(4), author: 'staff' },
    { ...message(5), author: 'visitor' },
  ]
  const rows = rowsOf(state({ messages: [...range(1, 3), ...others, message(6)], outbox: [outgoing], live }))
  expect(rows.map(row => row.key)).toEqual(['id1', 'id2', 'x', 'live', 'id4', 'id5'])
})

test('what the server keeps stands until the thread has it, and once', () => {
  const receivedAt = '2026-05-01T10:00:00.000123Z'
  const kept = { receivedAt, sentence: 'We have it.', help: null }
  const outgoing = {
    id: 'x',
    text: 'm3 ',
    state: 'kept',
    tries: 0,
    retryAt: null,
    problem: null,
    after: null,
    kept,
  } as const
  const kinds = (of: ThreadState) => rowsOf(of).map(row => row.kind)
  const before = state({ messages: [...range(1, 2), message(3)], outbox: [outgoing] })
  expect(kinds(before)).toEqual(['message', 'message', 'message', 'outgoing'])
  const written = { ...message(4, 'm3'), author: 'visitor' as const, createdAt: receivedAt }
  expect(kinds(state({ ...before, messages: [...before.messages, written] }))).toEqual(Array(4).fill('message'))
})

test('saying the same again is another message', () => {
  const outgoing = { id: 'x', text: 'm1', state: 'sending', tries: 0, retryAt: null, problem: null, after: 2 } as const
  expect(rowsOf(state({ messages: range(1, 2), outbox: [outgoing] }))).toHaveLength(3)
})

test('waiting grows to half a minute, unless the server says when', () => {
  expect([1, 2, 3, 9].map(tries => waitBefore(tries, null))).toEqual([2000, 4000, 8000, 30_000])
  expect(waitBefore(5, 7)).toBe(7000)
})

test('only whole pairs of asterisks are bold', () => {
  expect(pieces('a **b** c')).toEqual([
    { text: 'a ', strong: false },
    { text: 'b', strong: true },
    { text: ' c', strong: false },
  ])
  expect(pieces('2 ** 3 ** 4 **')).toEqual([{ text: '2 ** 3 ** 4 **', strong: false }])
  expect(pieces('<b>**<i>**')).toEqual([
    { text: '<b>', strong: false },
    { text: '<i>', strong: true },
  ])
})

test('lines with a bullet make a list between paragraphs', () => {
  expect(blocks('Found:\n• one\n• two\nand more\n\n- three')).toEqual([
    { kind: 'words', lines: ['Found:'] },
    { kind: 'list', lines: ['one', 'two'] },
    { kind: 'words', lines: ['and more'] },
    { kind: 'list', lines: ['three'] },
  ])
})

test('lines that a table below repeats are left to it, others stay', () => {
  const table = { type: 'comparison', kind: 'places', columns: [{ id: null, name: 'Hebbal' }], rows: [] } as const
  const text = 'Both:\n• Hebbal has 3 homes\n• Hebbalgudi is elsewhere\nThat is all.'
  const parts = [{ ...table, columns: [...table.columns], rows: [] }]
  expect(withoutRepeats(text, parts)).toBe('Both:\n• Hebbalgudi is elsewhere\nThat is all.')
  expect(withoutRepeats(text, [])).toBe(text)
})
