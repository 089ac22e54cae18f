import type { Control } from '../controls.ts'
import type { Asked, ReadingKind } from '../read-message.ts'
import type { Tone } from '../tone.ts'

/** What is said, to what, and how it is read. `at`: an open prompt for text (the default), for a rating, or none. */
export type Case = {
  said: string
  at?: 'text' | 'rating' | null
  asked?: Asked
  before?: string
  kind: ReadingKind
  control?: Control
  reply?: 'yes' | 'no' | 'nothing'
  rating?: number
  tone?: Tone
}

const answers = (...texts: string[]): Case[] => texts.map(said => ({ said, kind: 'answer' }))
const drafts = (...texts: string[]): Case[] => texts.map(said => ({ said, kind: 'draft' }))
const questions = (...texts: string[]): Case[] => texts.map(said => ({ said, kind: 'question' }))
const controls = (control: Control, ...texts: string[]): Case[] =>
  texts.map(said => ({ said, kind: 'control', control }))
const ratings = (pairs: Record<string, number>): Case[] =>
  Object.entries(pairs).map(([said, rating]) => ({ said, at: 'rating', kind: 'answer', rating }))
const unrated = (...texts: string[]): Case[] => texts.map(said => ({ said, at: 'rating', kind: 'draft' }))
const nothing = (...texts: string[]): Case[] => texts.map(said => ({ said, kind: 'reply', reply: 'nothing' }))
const talk = (...texts: string[]): Case[] => texts.map(said => ({ said, at: null, kind: 'chat' }))

export const CASES: Case[] = [
  // The table of the requirements
  { said: 'I want to quit my job and help people', kind: 'answer', tone: 'neutral' },
  { said: 'The biggest gap is that I do not understand finance yet', kind: 'answer' },
  { said: 'Burnout', kind: 'draft' },
  { said: 'yes', kind: 'reply', reply: 'nothing' },
  { said: 'I hope to move into teaching because I enjoy explaining things', kind: 'answer', tone: 'hopeful' },
  { said: '4/10', at: 'rating', kind: 'answer', rating: 4 },
  { said: 'exit', kind: 'control', control: 'pause' },

  // Answers that hold a word of a control, a refusal or a request for help
  ...answers(
    'I want to stop working nights',
    'Stop saying yes to every request from my boss',
    'I will quit by the end of June',
    'My exit interview showed that nobody listened',
    'Pause before I accept the next project',
    'I have had enough of agency life',
    'I need help with mathematics to pass the exam',
    'Help people who are new in the country find work',
    'I want to go back to university',
    'Going back to nursing after ten years at home',
    'Skip meetings that have no agenda',
    'I keep repeating the same mistake in interviews',
    'The next step is to call Anna',
    'I want to talk to a person who has done this before',
    'Talk to a human resources manager about the team change',
    'I am done with sales and want to build things',
    'I would like to end the year with a portfolio',
    'I quit smoking, so I can quit this too',
    'No, I have not told anybody about it yet',
    'Yes, my manager knows and supports me',
    'Yes and no: the pay is fine, the work is empty',
    'Enough savings for six months',
    'Let me stop comparing myself to my sister',
    'I stop every time somebody criticises me',
    'To exit consulting within a year',
    'Back to basics: one page, one message',
    'I am stuck between two offers',
    'I do not know what I want, only what I do not want',
    'What I want is to teach children',
    'What is missing is courage',
    'How I will know: two people have asked me for more',
    'Why it matters: my children see me tired every evening',
    'Who could help: Anna, because she changed careers at forty',
    'When I wake up I feel free',
    'Can openers are what I design at the moment, and I want out',
    'I asked my boss "can I go part-time?" and she laughed',
    'She asked me what I would do without fear. I said I would paint',
    'I want to leave. Nothing else matters right now',
    'I am frustrated that nobody answers my applications',
    'Pointless meetings eat half of my week',
    'I cannot sleep before Mondays',
    'Ich möchte etwas mit Menschen machen',
    '我想成为一名老师，因为我喜欢孩子们',
    'मुझे पढ़ाना पसंद है और मैं शिक्षक बनना चाहता हूँ',
    '1. call Anna 2. write the page 3. show it to five people',
    '- outer: no time\n- inner: fear of being laughed at',
    'This deadline is killing me and I want a calmer job',
    'My dead-end job',
    'Cancel the gym membership and spend the hour on the portfolio',
    'I want to be able to say no',
    'The programme I want to join starts in May',
    'Quit. My. Job. By. June.',
    'A person to talk to once a week',
    'I want to pause my career for a year and travel',
    'Continue the side project for four weeks',
    'My resume is empty since 2019',
    'Repeat customers tell me that I explain well',
    'Nothing is wrong with the work itself, I am bored',
    'Not sure yet but something with plants',
    'Ok so the real problem is that I never ask for anything',
    'Thanks to my aunt I can draw',
    'Please my father less and myself more',
    'Please others less',
  ),
  ...drafts(
    'Money',
    'Fear',
    'my boss',
    'bored',
    '...and',
    'Teaching!',
    'no idea',
    'idk',
    'Anna',
    '5 people',
    'too old',
    'Time',
    'nothing',
    'finance',
  ),
  ...questions(
    'What do you mean by gap?',
    'what do you mean by gap',
    'Can you give me an example?',
    'can you give me an example',
    'could you explain that',
    'Is this about work only?',
    'I want to teach. Is that concrete enough?',
    'Would calling Anna count as an action?',
    'How long should this be?',
    'how do i answer this',
    'why do you ask',
    'Why?',
    'Huh?',
    'I do not understand the question',
    "I don't understand what you mean",
    'My manager is the problem, but how do I put that in one sentence?',
    'Should I write about the money or the boredom?',
    'what does that mean',
    'ok but what do you mean',
    'Am I doing this right? 🙂',
  ),
  ...controls(
    'pause',
    ...['pause', 'Stop', 'STOP!', 'quit', 'Exit.', 'enough', 'let me stop', 'Let me stop, please', "I'm done for now"],
    ...['I’m done for now', 'please stop', 'ok stop', 'Sorry, pause', "that's enough for today", 'Stop, thanks', 'bye'],
    ...['take a break', 'pause please, coach', 'quit the programme'],
  ),
  ...controls('back', 'back', 'go back', 'Go back, please', 'previous question'),
  ...controls('skip', 'skip', 'Skip this one', 'please skip this question', 'next', 'pass'),
  ...controls('repeat', 'repeat', 'say that again', 'What was the question?', 'Can you repeat that, please?'),
  ...controls('help', 'help', 'Help!', 'help me', 'how does this work?'),
  ...controls(
    'person',
    ...['talk to a person', 'Can I talk to a human?', 'I want to talk to a person', 'human', 'speak to a coach please'],
    'Please talk to a person',
  ),
  ...nothing(
    'ok',
    'Yes.',
    'no',
    'sure',
    'yes please',
    'thanks',
    'Thank you very much',
    '👍',
    'Hello',
    'ok thanks',
    '???!'.slice(3),
  ),

  // Replies to a question that stands open
  { said: 'yes', asked: 'pause', kind: 'reply', reply: 'yes' },
  { said: 'Yes, pause', asked: 'pause', kind: 'reply', reply: 'yes' },
  { said: 'no', asked: 'pause', kind: 'reply', reply: 'no' },
  { said: 'No, keep going', asked: 'pause', kind: 'reply', reply: 'no' },
  { said: 'keep going', asked: 'pause', kind: 'reply', reply: 'no' },
  { said: 'Yes, I want to teach children', asked: 'pause', kind: 'answer' },
  { said: 'No way back, I told my boss', asked: 'pause', kind: 'answer' },
  { said: 'exit', asked: 'pause', kind: 'control', control: 'pause' },
  { said: 'Take it as my answer', asked: 'take', kind: 'reply', reply: 'yes' },
  { said: 'yes', asked: 'take', kind: 'reply', reply: 'yes' },
  { said: 'no, that was a question', asked: 'take', kind: 'reply', reply: 'no' },
  { said: 'I want to work with my hands', asked: 'take', kind: 'answer' },
  { said: 'ok', asked: 'more', kind: 'reply', reply: 'nothing' },
  { said: 'yes', asked: 'meaning', kind: 'reply', reply: 'nothing' },
  { said: 'Yes, bring in a coach', asked: 'hand_off', kind: 'reply', reply: 'yes' },
  { said: 'not now', asked: 'hand_off', kind: 'reply', reply: 'no' },
  { said: 'yes', asked: 'hand_off', at: null, kind: 'reply', reply: 'yes' },

  // A draft and what is joined to it
  { said: 'at work', before: 'Burnout', kind: 'answer' },
  { said: 'yes', before: 'Burnout', kind: 'reply', reply: 'nothing' },
  { said: 'bad', before: 'It', kind: 'draft' },
  { said: 'Why?', before: 'Burnout', kind: 'question' },

  // Ratings
  ...ratings({
    '4': 4,
    '7 out of 10': 7,
    '10/10': 10,
    '1': 1,
    four: 4,
    'Seven.': 7,
    "I'd say 6": 6,
    'maybe a 5, on good days': 5,
    'About 3 because I keep failing interviews': 3,
    'My confidence is at 8': 8,
    'Confidence: 2': 2,
    '8 of 10': 8,
    'I would give myself a 6 because I once led a team of 12': 6,
    '4 / 10': 4,
    'a solid 7': 7,
    'It is a five': 5,
    'honestly, 3': 3,
    'I rate myself a 9': 9,
    'After the call my confidence is about 6, two weeks ago it was lower': 6,
    '7!': 7,
    '5/10, because I have done this before': 5,
  }),
  ...unrated(
    '11',
    '0',
    '0/10',
    '11/10',
    '4/5',
    '4.5',
    '3-4',
    'between 4 and 5',
    'low',
    'I am fairly confident about teaching',
    '3 years of doubt',
    '50%',
    '5 to 6',
  ),
  { said: 'What does 10 mean?', at: 'rating', kind: 'question' },
  { said: 'stop', at: 'rating', kind: 'control', control: 'pause' },
  { said: 'ok', at: 'rating', kind: 'reply', reply: 'nothing' },

  // Outside a programme everything is talk, but for what steers
  ...talk(
    'I had a bad day at work',
    'stop',
    'Burnout',
    'Should I take the offer?',
    'yes',
    'hi',
    'exit',
    '4/10',
    'skip',
  ),
  { said: 'talk to a person', at: null, kind: 'control', control: 'person' },
  { said: 'help', at: null, kind: 'control', control: 'help' },
  { said: 'resume', at: null, kind: 'control', control: 'resume' },
  { said: 'my resume', at: null, kind: 'chat' },

  // Crisis before everything else
  { said: 'I want to kill myself', kind: 'crisis' },
  { said: 'I want to kill myself', at: null, kind: 'crisis' },
  { said: '3, and I want to die', at: 'rating', kind: 'crisis' },
  { said: 'Is it normal that I want to die?', kind: 'crisis' },
  { said: 'I want to end my life', asked: 'pause', kind: 'crisis' },

  // Tone decides nothing
  { said: 'I am so frustrated with this, nothing works', kind: 'answer', tone: 'frustrated' },
  { said: 'I am not frustrated, I am calm about it', kind: 'answer', tone: 'neutral' },
  { said: 'I want to give up, I am not good enough', kind: 'answer', tone: 'discouraged' },
  { said: "I'm confused, I don't know which way to go", kind: 'answer', tone: 'confused' },
  { said: 'I am excited to start on Monday', kind: 'answer', tone: 'hopeful' },
  { said: 'The team meets on Mondays at nine', kind: 'answer', tone: 'neutral' },
]
