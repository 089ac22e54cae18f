-- Catalogue: listings and their units, where they lie, what they cost and cost before, how people took them, and imports.

-- One row. Writers bump it first, which also makes them take turns; replicas compare it with what they have cached.
create table catalogue_version (
  one boolean primary key default true check (one),
  id uuid not null default gen_random_uuid(),
  version bigint not null default 1
);
insert into catalogue_version default values;

create table cities (
  name text primary key,
  latitude double precision check (latitude between -90 and 90),
  longitude double precision check (longitude between -180 and 180),
  -- A listing of the city lies within this distance of its centre, where that is known.
  radius_km integer not null default 60 check (radius_km > 0),
  check ((latitude is null) = (longitude is null))
);

create table places (
  city text not null references cities (name),
  name text collate "C" not null check (name <> ''),
  zone text check (zone in ('North', 'South', 'East', 'West', 'Central')),
  aliases text[] not null default '{}',
  latitude double precision check (latitude between -90 and 90),
  longitude double precision check (longitude between -180 and 180),
  primary key (city, name),
  check ((latitude is null) = (longitude is null))
);

-- Kilometres between two points on a sphere of 6371 km. Not strict, so that it is inlined: callers see to null.
create function haversine_km(a_lat double precision, a_lon double precision, b_lat double precision, b_lon double precision)
returns double precision language sql immutable parallel safe as $$
  select 12742 * asin(least(1, sqrt(
    sin(radians(b_lat - a_lat) / 2) ^ 2 + cos(radians(a_lat)) * cos(radians(b_lat)) * sin(radians(b_lon - a_lon) / 2) ^ 2)))
$$;

create table catalogue_imports (
  id uuid primary key,
  source text not null,
  file_name text not null,
  format text not null check (format in ('csv', 'json', 'xlsx')),
  replace boolean not null,
  account_id text,
  read integer not null check (read >= 0),
  added integer not null check (added >= 0),
  updated integer not null check (updated >= 0),
  unchanged integer not null check (unchanged >= 0),
  hidden integer not null check (hidden >= 0),
  refused integer not null check (refused >= 0),
  created_at timestamptz not null
);

-- Quarantine: the row as it came, and what a person must mend.
create table catalogue_refused_rows (
  import_id uuid not null references catalogue_imports (id) on delete cascade,
  number integer not null check (number > 0),
  row integer not null,
  column_name text,
  code text not null,
  message text not null,
  content json not null,
  primary key (import_id, number)
);

create table listings (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text collate "C" not null check (name <> ''),
  developer text not null check (developer <> ''),
  city text not null,
  place text collate "C" not null,
  zone text check (zone in ('North', 'South', 'East', 'West', 'Central')),
  address text,
  latitude double precision check (latitude between -90 and 90),
  longitude double precision check (longitude between -180 and 180),
  precision text not null check (precision in ('exact', 'locality')),
  status text not null check (status in ('ready', 'under_construction', 'upcoming')),
  possession_year integer check (possession_year between 1900 and 2200),
  possession_quarter integer check (possession_quarter between 1 and 4),
  registration_number text check (registration_number <> ''),
  registration_state text not null check (registration_state in ('registered', 'applied', 'unknown')),
  registration_steps text[] not null default '{}',
  description text,
  highlights text[] not null default '{}',
  amenities text[] not null default '{}',
  connectivity text[] not null default '{}',
  images text[] not null default '{}',
  brochure text,
  contact_name text,
  contact_phone text,
  contact_email text,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  units_total integer check (units_total >= 0),
  units_available integer check (units_available >= 0),
  source text not null check (source <> ''),
  source_id text not null check (source_id <> ''),
  import_id uuid references catalogue_imports (id) on delete set null,
  published boolean not null,
  -- What staff hide stays hidden; what an import no longer held comes back with it.
  hidden_by text check (hidden_by in ('staff', 'import')),
  -- Of everything that an import gave: the same again changes nothing.
  content_hash text not null,
  sample boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- What words are looked up in.
  document tsvector generated always as (
    setweight(to_tsvector('simple', name || ' ' || developer), 'A') ||
    setweight(to_tsvector('simple', place || ' ' || city), 'B') ||
    setweight(to_tsvector('simple', coalesce(description, '')), 'C')) stored,
  unique (source, source_id),
  foreign key (city, place) references places (city, name),
  constraint listings_hidden_by_somebody check (published = (hidden_by is null)),
  constraint listings_coordinates_paired check ((latitude is null) = (longitude is null)),
  constraint listings_quarter_of_a_year check (possession_quarter is null or possession_year is not null),
  constraint listings_available_of_total check (units_available <= units_total),
  constraint listings_sample_registration check (not sample or registration_number is null or registration_number like 'SAMPLE-%'),
  -- Whoever is ready was handed over in this quarter or before.
  constraint listings_ready_is_past check (
    status <> 'ready' or possession_year is null or
    possession_year * 4 + coalesce(possession_quarter, 1) <=
      extract(year from updated_at at time zone 'UTC') * 4 + extract(quarter from updated_at at time zone 'UTC')),
  constraint listings_registered_has_number check (registration_state <> 'registered' or registration_number is not null)
);
create index listings_document on listings using gin (document);
create index listings_name_trigrams on listings using gin (lower(name) gin_trgm_ops);
create index listings_order on listings (name, id);
create index listings_place on listings (city, place);
create index listings_by_place on listings (place, status) where published;
create index listings_by_zone on listings (zone, status) where published;
create index listings_import on listings (import_id);

create function listings_lie_in_their_city() returns trigger language plpgsql as $$
begin
  if not exists (
    select from cities c
    where c.name = new.city and
      (c.latitude is null or haversine_km(c.latitude, c.longitude, new.latitude, new.longitude) <= c.radius_km))
  then
    raise exception 'listing % lies outside %', new.id, new.city
      using errcode = 'check_violation', constraint = 'listings_lie_in_their_city';
  end if;
  return null;
end $$;
create trigger listings_lie_in_their_city after insert or update of city, latitude, longitude on listings
  for each row when (new.latitude is not null) execute function listings_lie_in_their_city();

create table listing_aliases (
  listing_id uuid not null references listings (id) on delete cascade,
  alias text collate "C" not null check (alias <> ''),
  primary key (listing_id, alias)
);
create index listing_aliases_trigrams on listing_aliases using gin (lower(alias) gin_trgm_ops);

-- A unit repeats what searches ask of its listing, so that a search reads one table in the order of its result. The
-- repeated columns are written by triggers alone.
create table units (
  id uuid primary key,
  listing_id uuid not null references listings (id) on delete cascade,
  position integer not null check (position > 0),
  kind text not null check (kind in ('apartment', 'villa', 'plot', 'row_house')),
  bedrooms numeric(3, 1) check (bedrooms > 0 and bedrooms * 2 = trunc(bedrooms * 2)),
  area_sqft integer check (area_sqft > 0),
  carpet_sqft integer check (carpet_sqft > 0),
  plot_width_ft numeric(7, 2) check (plot_width_ft > 0),
  plot_depth_ft numeric(7, 2) check (plot_depth_ft > 0),
  price_min bigint check (price_min > 0),
  price_max bigint check (price_max > 0),
  facing text check (facing in ('north', 'south', 'east', 'west', 'north_east', 'north_west', 'south_east', 'south_west')),
  available integer check (available >= 0),

  name text collate "C" not null,
  developer text not null,
  city text not null,
  place text collate "C" not null,
  zone text,
  status text not null,
  possession_year integer,
  possession_quarter integer,
  amenities text[] not null,
  latitude double precision,
  longitude double precision,
  published boolean not null,
  -- On request comes after every price.
  price_order bigint not null generated always as (coalesce(price_min, 9007199254740991)) stored,
  -- How far the price reaches up: 0 not at all, 1 up to a fifth, 2 further. It tells from which lowest price on a unit can
  -- reach a given one.
  price_spread smallint not null generated always as (
    case when price_max > price_min + price_min / 5 then 2 when price_max > price_min then 1 else 0 end) stored,


  unique (listing_id, position) deferrable initially deferred,
  constraint units_price_in_order check (price_min <= price_max),
  constraint units_price_whole check ((price_min is null) = (price_max is null)),
  constraint units_plot_without_bedrooms check (kind <> 'plot' or bedrooms is null),
  constraint units_home_with_bedrooms check (kind = 'plot' or bedrooms is not null),
  constraint units_carpet_within_area check (carpet_sqft <= area_sqft)
);
create index units_listing on units (listing_id);
-- Each begins with what a search fixes and goes on in the order of results.
create index units_by_price on units (price_order, name, listing_id) where published;
create index units_by_bedrooms on units (bedrooms, price_order, name, listing_id) where published;
create index units_by_kind on units (kind, price_order, name, listing_id) where published;
create index units_by_zone on units (zone, bedrooms, price_order, name, listing_id) where published;
create index units_by_place on units (place, bedrooms, price_order, name, listing_id) where published;
create index units_by_place_and_price on units (place, price_order, name, listing_id) where published;
create index units_by_highest_price on units (price_max) where published;
create index units_spread on units (price_spread, bedrooms, price_order, name, listing_id) where published and price_spread > 0;
create index units_by_developer on units (developer, price_order) where published;
create index units_by_coordinates on units (latitude, longitude) where published;
create index units_on_request on units (place, bedrooms) where published and price_min is null;
create index units_without_coordinates on units (city, bedrooms) where published and latitude is null;

create function units_repeat_their_listing() returns trigger language plpgsql as $$
begin
  select l.name, l.developer, l.city, l.place, l.zone, l.status, l.possession_year, l.possession_quarter, l.amenities,
    l.latitude, l.longitude, l.published
  into new.name, new.developer, new.city, new.place, new.zone, new.status, new.possession_year, new.possession_quarter,
    new.amenities, new.latitude, new.longitude, new.published
  from listings l where l.id = new.listing_id;
  return new;
end $$;
create trigger units_repeat_their_listing before insert or update on units
  for each row execute function units_repeat_their_listing();

create function listings_repeated_in_units() returns trigger language plpgsql as $$
begin
  -- The trigger on units takes over every repeated column.
  update units set published = new.published where listing_id = new.id;
  return null;
end $$;
create trigger listings_repeated_in_units
  after update of name, developer, city, place, zone, status, possession_year, possession_quarter, amenities, latitude,
    longitude, published on listings
  for each row when (
    (old.name, old.developer, old.city, old.place, old.zone, old.status, old.possession_year, old.possession_quarter,
      old.amenities, old.latitude, old.longitude, old.published) is distinct from
    (new.name, new.developer, new.city, new.place, new.zone, new.status, new.possession_year, new.possession_quarter,
      new.amenities, new.latitude, new.longitude, new.published))
  execute function listings_repeated_in_units();

-- What a unit was offered at, from when: rows are added, never changed.
create table price_history (
  id uuid primary key,
  listing_id uuid not null references listings (id) on delete cascade,
  unit text not null,
  price_min bigint check (price_min > 0),
  price_max bigint check (price_max >= price_min),
  valid_from date not null,
  number bigint generated always as identity
);
create index price_history_listing on price_history (listing_id, number);
create unique index price_history_once on price_history (listing_id, unit, valid_from, coalesce(price_min, 0), coalesce(price_max, 0));

create table offers (
  id uuid primary key,
  listing_id uuid not null references listings (id) on delete cascade,
  text text not null check (text <> ''),
  ends_on date
);
create index offers_listing on offers (listing_id);

-- How a person took a listing. The newest interest or rejection says where they stand now.
create table listing_events (
  id uuid primary key,
  number bigint generated always as identity,
  person_id uuid not null references persons (id) on delete cascade,
  listing_id uuid not null references listings (id) on delete cascade,
  kind text not null check (kind in ('view', 'interest', 'rejection', 'brochure')),
  level text check (level in ('low', 'medium', 'high')),
  reason text check (reason <> ''),
  message_id uuid,
  created_at timestamptz not null,
  constraint listing_events_level check ((kind = 'interest') = (level is not null))
);
-- A message whose answer had to be begun again says it once.
create unique index listing_events_message on listing_events (message_id, listing_id, kind) where message_id is not null;
create index listing_events_person on listing_events (person_id, number);
create index listing_events_listing on listing_events (listing_id, kind);

-- What is known about prices around a place. A new figure is a new row.
create table markets (
  city text not null,
  place text collate "C" not null,
  as_of date not null,
  source text not null check (source <> ''),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  price_min bigint check (price_min > 0),
  price_average bigint check (price_average > 0),
  price_max bigint check (price_max > 0),
  growth_1y numeric(6, 2),
  growth_5y numeric(6, 2),
  rental_yield numeric(5, 2),
  trend text check (trend in ('high_demand', 'emerging_hotspot', 'growing', 'stable', 'moderate', 'premium_saturated')),
  infrastructure text[] not null default '{}',
  attractions text[] not null default '{}',
  sample boolean not null,
  primary key (city, place, as_of, source),
  foreign key (city, place) references places (city, name),
  check (price_min <= price_max and price_average between coalesce(price_min, price_average) and coalesce(price_max, price_average))
);
