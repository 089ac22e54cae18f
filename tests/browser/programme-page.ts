import type { Enrolment } from '../../src/programmes/schema.ts'
import type { Page } from './harness.ts'

/** Answers of somebody to the short programme, in its order. */
export const ANSWERS = [
  'I was laid off in March and apply for jobs that I do not want.',
  'In five weeks I have spoken with four people who teach adults.',
  'I wait until I feel ready, and I have been waiting since spring.',
  'Write to Priya tonight and ask for twenty minutes of her time.',
  'The conversations; everything else can wait until I know more.',
  'Priya: could I sit in on your class on Thursday evening?',
  'Two people say: come and try it with my own group.',
  'Teach one hour to three friends and see how I feel after it.',
]

export const box = (page: Page) => page.getByRole('textbox', { name: /\?$|\.$/ }).first()
export const next = (page: Page) => page.getByRole('button', { name: 'Next' })
export const saved = (page: Page) => page.getByText(/^Saved \d\d:\d\d$/).waitFor()

/** Requests that write, as they leave the page. */
export function writesOf(page: Page): string[] {
  const writes: string[] = []
  page.on('request', request => {
    if (request.method() !== 'GET')
      writes.push(`${request.method()} ${new URL(request.url()).pathname.split('/').slice(4).join('/')}`)
  })
  return writes
}

export async function begin(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Begin' }).press('Enter')
  await page.getByText('Question 1 of 8').waitFor()
}

/** The programmes of a server, its address being known once it runs. */
export function programmesOf(address: () => string) {
  const express = () => `${address()}/career/programmes/ps101-express`

  async function ask<T>(page: Page, method: string, path: string, data?: unknown): Promise<T> {
    const answer = await page.request.fetch(address() + path, { method, ...(data !== undefined && { data }) })
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
    return answer.json() as Promise<T>
  }

  /** The open enrolment of a visitor as the server has it. */
  async function onServer(page: Page): Promise<Enrolment> {
    const { items } = await ask<{ items: { id: string; state: string }[] }>(page, 'GET', '/api/enrolments')
    return ask<Enrolment>(page, 'GET', `/api/enrolments/${items.find(({ state }) => state !== 'archived')!.id}`)
  }
  const textOnServer = async (page: Page, prompt: string) =>
    (await onServer(page)).answers.find(answer => answer.prompt === prompt)?.text
  return { express, ask, onServer, textOnServer }
}
