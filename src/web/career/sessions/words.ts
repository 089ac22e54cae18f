import type { SessionOffer } from '../../api/types.ts'

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

const inWords = (count: number) => NUMBERS[count] ?? String(count)

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const sessions = (count: number) => `${inWords(count)} ${count === 1 ? 'session' : 'sessions'}`

/** What somebody may still book: `One of your three sessions is booked, so you can book two more.` */
export function leftWords({ allowed, used, left }: Pick<SessionOffer, 'allowed' | 'used' | 'left'>): string {
  if (allowed === 0) return 'No session comes with your account yet. A code adds sessions.'
  if (left === 0)
    return allowed === 1
      ? 'You have used the one session of your account. A code adds more.'
      : `You have used all ${inWords(allowed)} sessions of your account. A code adds more.`
  if (used === 0) return `You can book ${sessions(left)}.`
  return `${capital(inWords(used))} of your ${sessions(allowed)} ${used === 1 ? 'is' : 'are'} used, so you can book ${left === 1 ? 'one more' : `${inWords(left)} more`}.`
}
