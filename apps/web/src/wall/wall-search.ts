/** What the address says of the wall. */
export interface WallSearch {
  /** Rings when an incident opens. */
  readonly sound?: 'on' | undefined;
}

export const readWallSearch = (search: Readonly<Record<string, unknown>>): WallSearch => (search['sound'] === 'on' ? { sound: 'on' } : {});
