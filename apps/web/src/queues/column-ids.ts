/** Columns of the queue table in their order. */
export const COLUMN_IDS = [
  'verdict',
  'name',
  'why',
  'spark',
  'depth',
  'inFlight',
  'age',
  'in',
  'out',
  'drain',
  'dead',
  'account',
  'region',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export const ALWAYS_SHOWN: readonly ColumnId[] = ['verdict', 'name'];
/** Hidden until someone asks for them. */
export const HIDDEN_AT_FIRST: readonly ColumnId[] = ['inFlight', 'account', 'region'];
