import { randomUUID } from 'node:crypto'
import { beforeAll } from 'vitest'
import { type Message, messagesAfter, openConversation } from '../../../conversations/index.ts'
import { newVisitor } from '../../../conversations/testing.ts'
import { ensurePerson, registerPersonPart } from '../../../people/index.ts'
import { enrol, readEnrolment, releaseProgrammes } from '../../../programmes/index.ts'
import type { Context } from '../../../storage/index.ts'
import type { testStore } from '../../../storage/testing/index.ts'
import { createAssistant } from '../../assistant.ts'
import { tellHandOff } from '../../hand-offs/tell-staff.ts'
import { runTurn } from '../../run-turn.ts'
import { seedLibrary } from '../library/choose-prompt.ts'
import { coachPart } from '../person-part.ts'
import { postCoachMessage } from '../post-coach-message.ts'

/** The career desk on a test's own store. */
export function careerDesk(store: ReturnType<typeof testStore>) {
  const assistant = createAssistant()
  beforeAll(async () => {
    registerPersonPart(coachPart)
    store.events.subscribe('conversation.handed_off', tellHandOff)
    await releaseProgrammes(store.ctx())
    await seedLibrary(store.ctx())
  })
  return { assistant, somebody }

  /** Somebody at the career desk whose clock can be moved. */
  async function somebody(programme?: string) {
    let now = Temporal.Instant.from('2026-11-20T04:30:00Z')
    const actor = newVisitor()
    const ctx = (): Context => store.ctx({ actor, now: () => now })
    const personId = await ensurePerson(ctx())
    const conversation = await openConversation(ctx(), { desk: 'career' })
    const enrolment = programme ? (await enrol(ctx(), { personId, programme })).enrolment : null
    const post = (text: string, id: string = randomUUID()) => {
      const owner = assistant.newOwner()
      return postCoachMessage(ctx(), assistant.settings.coach, {
        conversationId: conversation.id,
        clientId: id,
        text,
        owner,
      }).then(done => ({ ...done, owner }))
    }
    return {
      ctx,
      personId,
      conversationId: conversation.id,
      post,
      pass: (days: number) => {
        now = now.add({ hours: 24 * days })
      },
      async say(text: string) {
        const { posted, reading, owner } = await post(text)
        now = now.add({ seconds: 20 })
        const { answer } = await runTurn(ctx(), assistant, posted.turn, { owner })
        return { reading, reply: answer as Message, parts: answer?.parts ?? [], messageId: posted.message.id }
      },
      answers: async () => (await readEnrolment(ctx(), { personId, enrolmentId: enrolment!.id })).answers,
      enrolment: () => readEnrolment(ctx(), { personId, enrolmentId: enrolment!.id }),
      thread: () => messagesAfter(ctx(), { conversationId: conversation.id, after: 0, limit: 200 }),
    }
  }
}

export const questionsIn = (text: string) => text.split('?').length - 1
export const chips = (parts: Message['parts']) =>
  parts.flatMap(part => (part.type === 'chips' ? part.chips.map(one => one.text) : []))
