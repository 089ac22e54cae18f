import { escapeHtml } from '../../kernel/text.ts'
import { clip, oneLine } from './words.ts'

/** What is said, before it is a text or a page. Whatever people wrote in it is plain text. */
export type Message = {
  subject: string
  greeting?: string
  paragraphs: string[]
  facts: { name: string; value: string | null }[]
  /** The first is the button. */
  actions: { label: string; url: string }[]
  closing: string[]
  /** For phones and notifications; `tail` (a link) is never cut. */
  short: { text: string; tail?: string }
}

const SHORT = 300

export function writeMessage(message: Message): { subject: string; text: string; html: string; short: string } {
  const subject = oneLine(message.subject, 150)
  return { subject, text: writeText(message), html: writePage(message, subject), short: writeShort(message.short) }
}

function writeShort({ text, tail }: Message['short']): string {
  const line = oneLine(text, SHORT)
  // An address of the house too long for a phone leaves room for what is said.
  if (!tail || tail.length > SHORT - 100) return line
  return `${clip(line, SHORT - tail.length - 1)} ${tail}`
}

function writeText(message: Message): string {
  const facts = message.facts.flatMap(({ name, value }) => (value ? [`${name}: ${value}`] : []))
  const actions = message.actions.map(({ label, url }) => `${label}: ${url}`)
  const blocks = [message.greeting, ...message.paragraphs, facts.join('\n'), actions.join('\n'), ...message.closing]
  return `${blocks.filter(Boolean).join('\n\n')}\n`
}

/** Inline styles only, one column, and no colour of text or ground but the button's: a dark mail program keeps its own. */
function writePage(message: Message, subject: string): string {
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${lines(text)}</p>`
  const facts = message.facts.flatMap(({ name, value }) =>
    value
      ? [
          `<tr><th scope="row" style="padding:4px 16px 4px 0;text-align:left;vertical-align:top;font-weight:600;white-space:nowrap">${escapeHtml(name)}</th><td style="padding:4px 0;vertical-align:top;overflow-wrap:anywhere">${lines(value)}</td></tr>`,
        ]
      : [],
  )
  const [button, ...links] = message.actions
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">`,
    `<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">`,
    `<title>${escapeHtml(subject)}</title></head><body style="margin:0;padding:0">`,
    `<div style="max-width:560px;margin:0 auto;padding:24px 16px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:1.5">`,
    ...[message.greeting, ...message.paragraphs].filter(text => text !== undefined).map(paragraph),
    facts.length > 0
      ? `<table style="border-collapse:collapse;margin:0 0 24px;font-size:16px">${facts.join('')}</table>`
      : '',
    button
      ? `<p style="margin:0 0 16px"><a href="${escapeHtml(button.url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background-color:#1f6b52;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(button.label)}</a></p>`
      : '',
    links.length > 0
      ? `<p style="margin:0 0 24px">${links.map(({ label, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`).join(' &nbsp; ')}</p>`
      : '',
    ...message.closing.map(text => `<p style="margin:0 0 8px;font-size:14px">${lines(text)}</p>`),
    '</div></body></html>',
  ]
    .filter(Boolean)
    .join('\n')
}

const lines = (text: string) => escapeHtml(text).replaceAll('\n', '<br>')
