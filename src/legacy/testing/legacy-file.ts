import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { onTestFinished } from 'vitest'

/** The legacy schema as its files had it: types are names, references are words. */
export const LEGACY_TABLES: Record<string, string> = {
  users:
    'id text primary key, email text not null, password_hash text not null, created_at timestamp, last_login timestamp',
  sessions: 'id text primary key, created_at timestamp, expires_at timestamp, user_data text, user_id text',
  wimd_outputs:
    'id integer primary key autoincrement, session_id text, prompt text, response text, analysis_data text, metrics text, created_at timestamp, foreign key (session_id) references sessions (id)',
  job_matches:
    'id integer primary key, session_id text, job_id text, company text, role text, fit_score real, skills_match text, values_match text, extras text, created_at timestamp',
  resume_versions:
    'id integer primary key, session_id text, job_id text, version_name text, content text, feedback text, created_at timestamp',
  file_uploads:
    'id integer primary key, session_id text, filename text, file_path text, file_type text, file_size integer, created_at timestamp',
  feature_flags:
    'id integer primary key, flag_name text not null, enabled boolean, description text, created_at timestamp, updated_at timestamp',
  experiments:
    'id text primary key, user_id text, session_id text, experiment_name text not null, description text, status text, created_at timestamp, updated_at timestamp, completed_at timestamp',
  learning_data:
    'id integer primary key, experiment_id text, session_id text, learning_type text not null, content text, confidence_score real, evidence_data text, created_at timestamp',
  capability_evidence:
    'id integer primary key, session_id text, capability_name text not null, evidence_type text, evidence_data text, confidence_level real, created_at timestamp',
  self_efficacy_metrics:
    'id integer primary key, session_id text, metric_name text not null, metric_value real, metric_type text, context_data text, created_at timestamp',
  ai_fallback_logs:
    'id integer primary key, session_id text, prompt_hash text, csv_response text, ai_response text, fallback_reason text, response_time_ms integer, created_at timestamp',
  prompt_selector_cache:
    'id integer primary key, prompt_hash text, csv_available boolean, ai_fallback_used boolean, last_updated timestamp',
  embeddings:
    'id integer primary key, text_hash text not null, text text not null, embedding text not null, model text, metadata text, created_at timestamp',
  job_postings:
    'id text primary key, title text not null, company text not null, location text not null, description text not null, url text not null, source text not null, posted_date timestamp, salary_range text, job_type text, remote integer, skills text, experience_level text, metadata text, created_at timestamp, updated_at timestamp',
  job_search_cache:
    'id integer primary key, query_hash text not null, query text not null, location text, results text not null, created_at timestamp, expires_at timestamp',
  rag_usage:
    'id integer primary key, session_id text, operation text not null, query_text text, confidence real, fallback_used integer, response_time real, created_at timestamp',
  dynamic_sources:
    'id integer primary key, source_name text not null, source_type text not null, api_endpoint text not null, rate_limit integer, confidence real, discovery_reason text, integration_time timestamp, status text, last_used timestamp, usage_count integer, success_rate real, metadata text, created_at timestamp, updated_at timestamp',
  source_discovery_analytics:
    'id integer primary key, query_hash text not null, query_text text not null, location text, job_type text, discovered_sources text not null, selected_sources text not null, confidence_scores text, discovery_time real, integration_success integer, created_at timestamp',
  source_performance:
    'id integer primary key, source_name text not null, query_hash text not null, response_time real, success integer, error_message text, results_count integer, confidence_score real, created_at timestamp',
  usage_tracking:
    'id integer primary key, operation text not null, estimated_cost real, actual_cost real, success integer, response_time real, error_message text, metadata text, created_at timestamp',
  usage_summary:
    'id integer primary key, date text not null, operation text not null, request_count integer, total_cost real, success_count integer, failure_count integer, avg_response_time real, created_at timestamp, updated_at timestamp',
  cost_alerts:
    'id integer primary key, alert_type text not null, threshold_value real not null, current_value real not null, alert_message text, acknowledged integer, created_at timestamp',
  match_analytics:
    'id integer primary key, query_hash text, query_text text, pre_rerank_avg real, post_rerank_avg real, improvement_pct real, processing_time real, timestamp timestamp',
  token_usage:
    'id integer primary key, operation text, tokens integer, cost real, success boolean, timestamp timestamp',
}

export const ALL_TABLES = Object.keys(LEGACY_TABLES)
const CORE = ['sessions', 'wimd_outputs', 'job_matches', 'resume_versions', 'file_uploads']
/** The sets of tables that files come with. */
export const LAYOUTS: Record<5 | 6 | 22 | 25, string[]> = {
  5: CORE,
  6: [...CORE, 'feature_flags'],
  22: ALL_TABLES.filter(name => !['users', 'ai_fallback_logs', 'prompt_selector_cache'].includes(name)),
  25: ALL_TABLES,
}

export type LegacyFile = {
  path: string
  db: DatabaseSync
  /** Adds a row by its columns. */
  add(table: string, row: Record<string, SQLInputValue>): void
  close(): void
}

/** A legacy file in a folder of its own, gone with the test. */
export function legacyFile(tables: readonly string[] = ALL_TABLES, { isKept = false } = {}): LegacyFile {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-legacy-test-'))
  const file = path.join(folder, 'legacy.db')
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  for (const table of tables) db.exec(`create table ${table} (${LEGACY_TABLES[table]})`)
  if (!isKept) onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }))
  return {
    path: file,
    db,
    add(table, row) {
      const columns = Object.keys(row)
      db.prepare(
        `insert into ${table} (${columns.map(name => `"${name}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`,
      ).run(...Object.values(row))
    },
    close: () => db.close(),
  }
}
