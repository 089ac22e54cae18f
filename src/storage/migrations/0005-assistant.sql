-- Answer texts as staff wrote them. What nobody edited comes with the release. A new wording is a new version.
create table answer_texts (
  key text not null check (key ~ '^[a-z][a-z_]{0,39}$'),
  version integer not null check (version > 0),
  body text not null check (length(btrim(body)) between 1 and 4000),
  -- The person who wrote it; empty when it came by import.
  edited_by uuid,
  created_at timestamptz not null,
  primary key (key, version)
);
