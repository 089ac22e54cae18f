// Written by scripts/schema.ts from the migrated database. Not by hand.
export interface Tables {}
