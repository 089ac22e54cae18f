import { courtesiesOff, plain, withoutCall, withoutCourtesies } from './plain.ts'

export type Control = 'pause' | 'back' | 'skip' | 'repeat' | 'help' | 'person' | 'resume'

/** What a whole message may say to steer; a message that says a word more is no control. */
const PHRASES: Record<Control, string[]> = {
  pause: [
    ...['pause', 'stop', 'quit', 'exit', 'enough', 'end', 'cancel', 'bye', 'goodbye', 'let me stop', 'let me pause'],
    ...["i'm done for now", 'i am done for now', 'im done for now', 'done for now', 'done for today', 'stop here'],
    ...["that's enough", 'thats enough', 'that is enough', "that's enough for now", "that's enough for today"],
    ...['enough for now', 'enough for today', 'take a break', "let's take a break", 'i need a break', "let's stop"],
    ...['lets stop', "let's stop here", "let's pause", 'lets pause', 'pause here', 'pause for now', 'pause it'],
    ...['pause the programme', 'pause the program', 'stop the programme', 'stop the program', 'exit the programme'],
    ...[
      'exit the program',
      'quit the programme',
      'quit the program',
      'can we stop',
      'can we pause',
      'can we stop here',
    ],
    ...['stop for now', 'stop for today', "let's continue later", 'continue later', "i'm done for today", 'not now'],
  ],
  back: [
    ...['back', 'go back', 'previous', 'previous question', 'one back', 'step back', 'the previous question'],
    ...['back to the previous question', 'go back one', 'go to the previous question', 'can we go back'],
  ],
  skip: [
    ...[
      'skip',
      'skip it',
      'skip this',
      'skip this one',
      'skip that',
      'skip this question',
      'skip the question',
      'next',
    ],
    ...['next question', 'pass', 'can we skip this', 'can i skip this', "let's skip this", 'can we skip this one'],
    'the next question',
  ],
  repeat: [
    ...['repeat', 'again', 'repeat that', 'repeat the question', 'say that again', 'say it again', 'once more'],
    ...['what was the question', "what's the question", 'what is the question', 'which question', 'the question again'],
    ...['can you repeat that', 'can you repeat the question', 'repeat it', 'could you repeat that'],
  ],
  help: [
    ...['help', 'help me', 'what can you do', 'what can i do here', 'what can i say', 'how does this work', 'commands'],
    ...['what are my options', 'i need help', 'menu'],
  ],
  person: [
    ...['talk to a person', 'talk to a human', 'talk to a coach', 'talk to someone', 'speak to a person', 'a human'],
    ...[
      'speak to a human',
      'speak to a coach',
      'speak to someone',
      'speak with a human',
      'speak with a coach',
      'human',
    ],
    ...['speak with someone', 'speak with a person', 'talk with a person', 'talk with a human', 'talk with a coach'],
    ...[
      'real person',
      'a real person',
      'talk to a real person',
      'speak to a real person',
      'i want a human',
      'a person',
    ],
    ...['can i talk to a person', 'can i talk to a human', 'can i talk to a coach', 'can i talk to someone'],
    ...['can i speak to a person', 'can i speak to a human', 'can i speak to a coach', 'can i speak to someone'],
    ...['connect me to a coach', 'connect me to a human', 'get me a person', 'get me a coach', 'a human being'],
    ...['i need a person', "i'd like to talk to someone", "i'd like a real person", 'human coach', 'a human coach'],
  ],
  resume: [
    ...['resume', 'continue', 'go on', 'carry on', 'keep going', "let's continue", "let's go on", 'lets continue'],
    ...['continue the programme', 'resume the programme', 'continue the program', 'resume the program', 'unpause'],
    ...['back to the programme', 'back to the program', 'start again where we stopped', 'go on with the programme'],
  ],
}

/** A control is short: what takes more words is somebody's own sentence. */
const MOST_WORDS = 6

const known = new Map<string, Control>(
  Object.entries(PHRASES).flatMap(([control, phrases]) => phrases.map(phrase => [phrase, control as Control] as const)),
)

/** The control that a whole message is, without its courtesies; undefined for anything else. */
export function controlOf(text: string): Control | undefined {
  const whole = plain(text)
  for (const said of [...courtesiesOff(whole), withoutCall(whole)])
    if (said.split(' ').length <= MOST_WORDS && known.has(said)) return known.get(said)
  // Asking politely for a human is a courtesy around the phrase.
  const asked = withoutCourtesies(whole).replace(
    /^(?:i want|i would like|i'd like|i need|can i|could i|may i) (?:to )?/,
    '',
  )
  return known.get(asked) === 'person' ? 'person' : undefined
}

const YES = new Set(
  `yes|y|yeah|yep|yup|yes please|yes do|sure|sure thing|of course|please do|do it|go ahead|definitely|absolutely|certainly|correct|right|fine|sounds good|yes yes|ye|yess|yea|why not|gladly|i do|yes i do|aye|affirmative|ok|okay|k|alright|all right`.split(
    '|',
  ),
)
const NO = new Set(
  `no|n|nope|nah|no thanks|no thank you|not yet|not now|don't|do not|please don't|rather not|no no|never mind|nevermind|negative|no i don't|not really|keep going|go on|later`.split(
    '|',
  ),
)

/** Whether a whole message is a yes or a no. */
export function assentOf(text: string): 'yes' | 'no' | undefined {
  const whole = plain(text)
  for (const said of [whole, withoutCourtesies(whole)]) {
    if (YES.has(said)) return 'yes'
    if (NO.has(said)) return 'no'
  }
  return undefined
}

/** A yes or no to a pause with the pause in it: `sure, pause it`, `no, let's go on`. */
export function assentToPause(text: string): 'yes' | 'no' | undefined {
  const [first, ...rest] = plain(text).split(' ')
  const then = controlOf(rest.join(' '))
  if (YES.has(first!) && then === 'pause') return 'yes'
  return NO.has(first!) && then === 'resume' ? 'no' : undefined
}

/** Whether a message says nothing of its own: courtesies alone, or no letter at all. */
export function saysNothing(text: string): boolean {
  const whole = plain(text)
  return whole === '' || withoutCourtesies(whole) === ''
}
