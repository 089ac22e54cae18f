import { plain, sentencesOf, straight } from './plain.ts'

/** Questions that people write without their sign. Each begins the sentence and cannot begin a statement. */
const UNSIGNED =
  /^(?:(?:and|but|so|ok|okay|sorry|wait|well) )*(?:(?:can|could|would|will) you (?:please )?(?:explain|give|help|tell|show|say|clarify|rephrase|suggest|be more)\b|what (?:do|did) you mean\b|what (?:does|do) (?:that|this|it|these|those|they) mean\b|what do you (?:want|need|expect)\b|why do you ask\b|how do i (?:answer|do|write|know|start|choose|decide) (?:this|that|it|what)\b|what should i (?:write|say|put|answer)\b|what am i supposed to\b|what is (?:meant|an example)\b|do you have an example\b|how (?:long|short|detailed|exact|much detail) (?:should|must|does|do|can|may) (?:my|the|this|it|that|an) (?:answer|text|reply|be|need)\b|(?:does|do|did|will|can) (?:anyone|anybody|someone|somebody|other people|others|a human|my coach|my boss|you) (?:else )?(?:really |actually )?(?:read|see)\b|i (?:do not|don't) understand the question\b|i (?:do not|don't) understand what you (?:mean|want)\b)/

/** Whether the last sentence of a message asks. */
export function asks(text: string): boolean {
  // A smile after the question is no sentence.
  const last = sentencesOf(text).findLast(sentence => /[\p{L}\p{N}?？]/u.test(sentence))
  if (!last) return false
  if (/[?？]["')\]\s\p{Extended_Pictographic}!.]*$/u.test(last)) return true
  return !/["']$/.test(straight(last)) && UNSIGNED.test(plain(last))
}
