/** T text, I integer, R real, B 0 or 1, D timestamp, J JSON text: what a column of the legacy schema was meant to hold. */
export const KINDS: Record<string, Readonly<Record<string, string>>> = {
  users: { email: 'T', created_at: 'D', last_login: 'D' },
  sessions: { created_at: 'D', expires_at: 'D', user_data: 'J' },
  wimd_outputs: { prompt: 'T', response: 'T', analysis_data: 'J', metrics: 'J', created_at: 'D' },
  job_matches: {
    ...{ job_id: 'T', company: 'T', role: 'T', fit_score: 'R', skills_match: 'J', values_match: 'J', extras: 'J' },
    created_at: 'D',
  },
  resume_versions: { job_id: 'T', version_name: 'T', content: 'T', feedback: 'J', created_at: 'D' },
  file_uploads: { filename: 'T', file_path: 'T', file_type: 'T', file_size: 'I', created_at: 'D' },
  experiments: {
    ...{ experiment_name: 'T', description: 'T', status: 'T', created_at: 'D', updated_at: 'D', completed_at: 'D' },
  },
  learning_data: {
    ...{ learning_type: 'T', content: 'T', confidence_score: 'R', evidence_data: 'J', created_at: 'D' },
  },
  job_postings: {
    ...{ title: 'T', company: 'T', location: 'T', description: 'T', url: 'T', source: 'T', posted_date: 'D' },
    ...{ salary_range: 'T', job_type: 'T', remote: 'I', skills: 'J', experience_level: 'T', metadata: 'J' },
    ...{ created_at: 'D', updated_at: 'D' },
  },
  discount_codes: {
    ...{ code: 'T', description: 'T', grants_tier: 'T', max_uses: 'I', current_uses: 'I', active: 'B' },
    ...{ created_at: 'D', expires_at: 'D' },
  },
  ps101_responses: { step: 'I', prompt_index: 'I', response: 'T', timestamp: 'D' },
}
