/**
 * Loaded before a server's own code (`--import`): a programme in two versions, as no programme that ships has yet. Its first
 * question moves to the second place, its second is retired, and a third is new.
 */
import { knowProgramme } from '../../src/programmes/registry.ts'

const of = (version: number, questions: string[], from: object | null) => ({
  ...{ key: 'moves', version, title: 'Two versions', summary: 'For tests.', minutes: 5, from },
  steps: [
    {
      ...{ number: 1, title: 'Questions', intro: 'For tests.' },
      prompts: questions.map((text, index) => ({
        ...{ key: `${index + 1}`, text, help: null, kind: 'text', form: null },
        advice: { characters: 30, items: null },
      })),
    },
  ],
})

knowProgramme(of(1, ['What is on your mind?', 'Why just now?'], null))
knowProgramme(
  of(2, ['Whom does it concern?', 'What is really on your mind?'], { version: 1, map: { '1': '2', '2': 'retired' } }),
)
