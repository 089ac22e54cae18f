import { type Keeping, keepNotes, type Placing, placeAnswers, programmeOf, promptsOf } from '../../programmes/index.ts'
import { transact } from '../../storage/index.ts'
import type { Mapping } from '../core/mapping.ts'
import { exactAnswers, placeExactAnswers } from './answers.ts'
import { discountCodes, writeCodes } from './codes.ts'
import { experiments, learnings, writeExperiments, writeLearnings } from './experiments.ts'
import { bringBytes, fileUploads, writeFiles } from './files.ts'
import { jobMatches, jobPostings, writeListings, writeMatches, writeStates } from './jobs.ts'
import { others } from './others.ts'
import { Persons } from './parents.ts'
import { sendPersons, settleEnrolments, writeAccounts, writeEnrolments, writePersons } from './persons.ts'
import { PROGRAMME } from './programme.ts'
import { resumeVersions, writeResumes } from './resumes.ts'
import { sessions } from './sessions.ts'
import { sendMessages, turns, writeMessages } from './turns.ts'
import { users } from './users.ts'

/** A legacy Mosaic, of whichever of its layouts. `files` is a folder with the bytes of its uploads. */
export function mosaicMapping({ files }: { files?: string | undefined } = {}): Mapping {
  const persons = new Persons()
  return {
    kind: 'legacy-mosaic',
    tables: {
      users: users(persons),
      sessions: sessions(persons),
      discount_codes: discountCodes(),
      wimd_outputs: turns(persons),
      job_postings: jobPostings(),
      job_matches: jobMatches(persons),
      resume_versions: resumeVersions(persons),
      file_uploads: fileUploads(persons, files),
      experiments: experiments(persons),
      learning_data: learnings(persons),
      ps101_responses: exactAnswers(persons),
    },
    others: (run, table) => others(persons, run, table),
    // What is referred to comes before what refers to it.
    writers: {
      persons: writePersons,
      accounts: writeAccounts,
      codes: writeCodes,
      messages: writeMessages,
      listings: writeListings,
      matches: writeMatches,
      states: writeStates,
      resumes: writeResumes,
      files: writeFiles,
      enrolments: writeEnrolments,
      experiments: writeExperiments,
      learnings: writeLearnings,
      placings: async (ctx, rows) => void (await placeAnswers(ctx, rows as unknown as Placing[])),
      notes: async (ctx, rows) => void (await keepNotes(ctx, rows as unknown as Keeping[])),
    },
    sendings: { persons: sendPersons, messages: sendMessages() },
    async finish(ctx, run) {
      await placeExactAnswers(ctx, run)
      if (files !== undefined) await bringBytes(ctx, run, files)
      await transact(ctx, ctx => settleEnrolments(ctx, run, promptsOf(programmeOf(PROGRAMME)).length))
    },
    async attend(run, repairs) {
      for (const [code, say] of Object.entries(SENTENCES)) if (repairs[code]) run.attention(say(repairs[code]))
    },
  }
}

const SENTENCES: Record<string, (count: number) => string> = {
  duplicate_email: n =>
    `${n} users share their e-mail with another account. They are persons without an account; what is theirs can be joined to it in the console once the two are known to be one.`,
  bad_email: n => `${n} users had no e-mail that can be written to. They are persons without an account.`,
  reset_needed: n => `Accounts without a password that can be checked: ${n}. A reset link lets them in.`,
  restored_parent: n => `${n} sessions were gone, though rows name them. Each was rebuilt as a person.`,
  orphan_user: n => `${n} rows name a user that there is not. They stand under their session.`,
  bytes_missing: n =>
    `The bytes of ${n} files were not found. Run the import again with --files and the folder that has them.`,
  unknown_tier: n => `${n} codes grant a tier that there is not. They were brought along switched off.`,
  code_overused: n => `${n} codes were used more often than they may be. They are used up.`,
}
