-- Of each migration, whether it takes away what the release before it reads or writes. An older release goes on, and starts, on a
-- schema that newer ones only added to.
alter table migrations add column contracts boolean not null default false;
