-- What Mosaic makes for itself and must not lose with a container: signing secrets, and settings chosen in the product.
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists btree_gist;

create table secrets (
  name text primary key,
  value text not null,
  created_at timestamptz not null default now()
);

create table settings (
  name text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
