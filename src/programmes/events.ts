import type { Reflection } from './schema.ts'

declare module '../storage/index.ts' {
  interface Events {
    /** Somebody pressed Next on an answer, or gave it in the chat. */
    'programme.answered': { personId: string; enrolmentId: string; prompt: string; revisionId: string }
    'programme.reflected': { personId: string; enrolmentId: string; experimentId: string } & Pick<
      Reflection,
      'confidence'
    >
  }
}
