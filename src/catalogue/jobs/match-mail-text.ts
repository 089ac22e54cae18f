import { formatRate } from '../../kernel/money.ts'
import { escapeHtml } from '../../kernel/text.ts'
import type { JobMatch } from './schema.ts'

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** The daily mail: each job with its score and the reasons that count most. */
export function composeMail(
  matches: Omit<JobMatch, 'state'>[],
  { publicUrl, business, stopUrl }: { publicUrl: string; business: string; stopUrl: string },
) {
  const count = matches.length === 1 ? 'One new job fits you' : `${matches.length} new jobs fit you`
  const jobs = matches.map(({ listing, score, strength, parts }) => ({
    title: oneLine(listing.title),
    where: [listing.company, listing.place.text, listing.pay && formatRate(listing.pay)]
      .filter(Boolean)
      .map(text => oneLine(text!))
      .join(' · '),
    fit: `${score} of 100, ${strength}`,
    reasons: parts.filter(part => part.points > 0).map(part => oneLine(part.reason)),
    link: `${publicUrl}/career/jobs/${listing.id}`,
  }))
  const text = [
    `${count}.`,
    ...jobs.map(job =>
      [job.title, job.where, job.fit, ...job.reasons.map(reason => `- ${reason}`), job.link].join('\n'),
    ),
    `You get this because you asked for it. To stop: ${stopUrl}`,
    business,
  ].join('\n\n')
  const html = [
    `<p>${count}.</p>`,
    ...jobs.map(
      job =>
        `<h2 style="font-size:16px;margin:20px 0 4px"><a href="${escapeHtml(job.link)}">${escapeHtml(job.title)}</a></h2>` +
        `<p style="margin:0">${escapeHtml(job.where)}<br>${escapeHtml(job.fit)}</p>` +
        `<ul>${job.reasons.map(reason => `<li>${escapeHtml(reason)}</li>`).join('')}</ul>`,
    ),
    `<p>You get this because you asked for it. <a href="${escapeHtml(stopUrl)}">Stop these mails</a></p>`,
    `<p>${escapeHtml(business)}</p>`,
  ].join('\n')
  // Which jobs fit somebody and why is theirs, and the link ends their mails: neither rests in the ledger.
  const kept = `${count}. [the jobs and a link, which only the mail holds]`
  return { subject: count, text, html, kept, short: `${count}: ${jobs.map(job => job.title).join(', ')}`.slice(0, 300) }
}
