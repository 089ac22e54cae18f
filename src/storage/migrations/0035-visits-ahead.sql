-- What somebody has ahead is asked for with every booking and every line of a list of leads. Without an index that holds just these,
-- a plan from before the first bookings reads all that is agreed with anybody.
create index appointments_ahead on appointments (person_id) where status in ('pending', 'confirmed');
