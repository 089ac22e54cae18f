import { promptsA } from './prompts-a.ts'
import { promptsB } from './prompts-b.ts'
import { TOPICS, type Topic } from './topics.ts'

export type LibraryPrompt = { key: string; topic: Topic; body: string }

/** The whole library. A key names its prompt for good: new ones are added at the end of their topic. */
export const libraryPrompts: LibraryPrompt[] = TOPICS.flatMap(topic =>
  (promptsA[topic] ?? promptsB[topic] ?? []).map((body, at) => ({
    key: `${topic.replace(/ and | /g, '-')}-${at + 1}`,
    topic,
    body,
  })),
)
