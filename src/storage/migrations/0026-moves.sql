-- Which moves filled this database, each with its proof. Says something about this database alone, and is not carried.
create table moves (
  id uuid primary key,
  source text not null check (source <> ''),
  target text not null check (target <> ''),
  started_at timestamptz not null,
  finished_at timestamptz not null,
  rows bigint not null check (rows >= 0),
  report jsonb not null check (jsonb_typeof(report) = 'object'),
  check (finished_at >= started_at)
);
