import type { Conversation, Messages } from '../../../conversations/schema.ts'
import { getJson, Problem } from '../../api/client.ts'
import { postMessage } from '../../api/stream.ts'
import type { ConversationPage, Message } from '../../api/types.ts'
import type { Line } from '../../chat/thread.ts'
import { type Desk, openDesk } from '../../chat/use-thread.ts'

/** The open conversation, once it is known; another person's or a closed one is looked up anew. */
let conversationId: string | null = null

const EMPTY: ConversationPage = {
  conversation: null,
  messages: [],
  older: null,
  wish: {},
  pending: false,
  greeting: null,
}
const isGone = (error: unknown) =>
  error instanceof Problem && (error.status === 404 || error.code === 'conversations.closed')

async function find(signal?: AbortSignal): Promise<string | null> {
  const { items } = await getJson<{ items: Conversation[] }>('/api/conversations?desk=career', signal)
  return items.find(one => one.status === 'open')?.id ?? null
}

const career: Line = {
  async read({ before, limit }, signal) {
    const known = conversationId !== null
    conversationId ??= await find(signal)
    if (!conversationId) return EMPTY
    const query = `${before ? `before=${before}&` : ''}limit=${limit}`
    try {
      const page = await getJson<Messages>(`/api/conversations/${conversationId}/messages?${query}`, signal)
      if (page.conversation.status === 'closed' && known) {
        conversationId = null
        return await career.read({ limit }, signal)
      }
      return { ...page, messages: page.messages as unknown as Message[], wish: {}, greeting: null }
    } catch (error) {
      conversationId = null
      if (isGone(error) && known) return career.read({ limit }, signal)
      throw error
    }
  },
  /** The first message opens the conversation: looking at the page makes nothing. It is kept as any other while the database is away. */
  async *post(input, signal) {
    if (conversationId === null) {
      yield* postMessage('/api/coach/messages', input, signal)
      return
    }
    try {
      yield* postMessage(`/api/conversations/${conversationId}/messages`, input, signal)
    } catch (error) {
      if (!isGone(error)) throw error
      conversationId = null
      yield* career.post(input, signal)
    }
  },
}

let opening: Promise<Desk> | undefined

/** The coach's thread and the draft of this tab. */
export function careerDesk(): Promise<Desk> {
  opening ??= openDesk('mosaic.career', career, {
    thinking: 'Reading what you wrote',
    placeholder: 'Write to your coach',
  })
  return opening
}
