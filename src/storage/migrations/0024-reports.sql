-- Reports read a span of time of what only grows: summaries of blocks find it at next to no cost for who writes.
create index messages_time on messages using brin (created_at) with (pages_per_range = 32);
create index sales_readings_time on sales_readings using brin (created_at) with (pages_per_range = 32);
create index hand_offs_waiting on hand_offs (created_at) where state = 'waiting';
create index coaching_cards_dealt on coaching_cards (dealt_at);
create index leads_created on leads (created_at);
