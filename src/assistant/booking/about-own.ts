/** What a message asks, or says, about an appointment that was agreed. */
export const aboutOwn = ['status', 'who', 'where', 'length', 'cost', 'messages', 'no_messages', 'note'] as const
export type AboutOwn = (typeof aboutOwn)[number]

const PATTERNS: [AboutOwn, RegExp][] = [
  [
    'no_messages',
    /\b(?:stop|no more|don'?t send|do not send|switch off|turn off)\b.{0,16}\b(?:remind\w*|messages?|e-?mails?|sms|whatsapp)\b/i,
  ],
  [
    'messages',
    /\bremind(?: me| us|ers?)?\b|\b(?:send|sent|get|receive|mail|e-?mail|text|share)\b.{0,20}\b(?:confirmation|details|reminder|e-?mail|message|invite|invitation|sms|whatsapp)\b|\b(?:add|put|save)\b.{0,12}\bcalendar\b/i,
  ],
  [
    'status',
    /\b(?:is|was|are) (?:it|this|that|everything|all)\b.{0,12}\b(?:booked|confirmed|cancell?ed|fixed|done|set|on)\b|\b(?:booking|visit) (?:confirm|pakk[ai]|final)\b|\bconfirm(?:ed)? hai\b|^(?:please |pls |kindly |can you )?confirm(?: it| that| please| once)?[.!?]*$/i,
  ],
  [
    'who',
    /\bwho (?:will|is going to|would|shall|'?ll)\b.{0,12}\b(?:meet|show|come|be there|take)\b|\bwho(?:'s| is) (?:the |my |our )?(?:agent|guide|person|contact|rm|manager)\b|\bwho (?:do|am) (?:i|we)\b.{0,10}\bmeet|\bkaun (?:milega|aayega)\b|\b(?:his|her|their|(?:the )?(?:agent|guide)'?s?|whose) (?:phone |mobile |contact )?number\b/i,
  ],
  [
    'where',
    /\bwhere (?:do|should|shall|will|can|to|is)\b.{0,16}\b(?:meet|come|go|reach|it|the visit|address)\b|\b(?:exact |full )?(?:address|directions?)\b.{0,12}\b(?:visit|meet|come)\b|\bkahan (?:milna|aana|milenge)\b/i,
  ],
  ['length', /\bhow long\b.{0,24}\b(?:take|last|be|visit|it)\b|\bkitna (?:time|samay)\b/i],
  ['cost', /\b(?:pay|charge|charges|fee|fees|free|cost)\b.{0,20}\b(?:visit|viewing|appointment|booking|it)\b/i],
  [
    'note',
    /\b(?:running|be|am|i'?m) (?:a bit |a little |slightly |\d+ ?\w+ |few \w+ )?late\b|\b(?:wants?|likes?|coming|comes?|come|join|joins|joining) (?:to (?:come|join) )?(?:too|as well|along|with me|with us)\b|\b(?:cab|taxi|pick ?up|parking for (?:me|us))\b|\b(?:can|may|could|shall|will|is it (?:ok|fine|possible))\b.{0,24}\b(?:bring|come along|come with|join|accompany|pick (?:me|us) up|drop (?:me|us))\b|\bwhat (?:should|do|shall|must) (?:i|we) (?:bring|carry|wear)\b|\b(?:tell|inform|ask|let) (?:them|him|her|the (?:agent|staff|guide)|whoever)\b|\bwheel ?chair\b|\b(?:change|update|correct)\b.{0,12}\bmy (?:phone|number|mobile|e-?mail|name)\b/i,
  ],
]

/** Null where the message is about something else. */
export function aboutOwnOf(text: string): AboutOwn | null {
  return PATTERNS.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}
