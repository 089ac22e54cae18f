-- Résumés: numbered versions that never change.

create table resumes (
  id uuid primary key,
  person_id uuid not null references persons (id),
  name text not null check (length(name) between 1 and 120),
  created_at timestamptz not null
);
create index resumes_person on resumes (person_id, id);

create table resume_versions (
  id uuid primary key,
  resume_id uuid not null references resumes (id) on delete cascade,
  person_id uuid not null references persons (id),
  number integer not null check (number > 0),
  kind text not null check (kind in ('canonical', 'tailored')),
  text text not null check (text <> ''),
  -- Written by the person, or proposed from their version by rules or by a model.
  made_by text not null check (made_by in ('person', 'rules', 'model')),
  -- The file that the text was read from, while it is there.
  file_id uuid references files (id) on delete set null,
  -- The version that this one was made from.
  based_on integer check (based_on < number),
  -- For which posting, as it was called then: postings come and go.
  listing_id uuid,
  listing_title text,
  listing_company text,
  request_key text,
  created_at timestamptz not null,
  unique (resume_id, number),
  constraint resume_versions_tailored check ((kind = 'tailored') = (listing_title is not null)),
  constraint resume_versions_source check (kind = 'canonical' or based_on is not null)
);
create index resume_versions_person on resume_versions (person_id);
create index resume_versions_file on resume_versions (file_id) where file_id is not null;
create unique index resume_versions_request on resume_versions (person_id, request_key) where request_key is not null;

create function keep_resume_version() returns trigger language plpgsql as $$
begin
  if (new.number, new.kind, new.text, new.made_by, new.based_on, new.created_at)
    is distinct from (old.number, old.kind, old.text, old.made_by, old.based_on, old.created_at) then
    raise exception 'a version of a résumé does not change';
  end if;
  return new;
end $$;
create trigger keep_resume_version before update on resume_versions
  for each row execute function keep_resume_version();
