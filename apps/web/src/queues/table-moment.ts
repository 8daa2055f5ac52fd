import { createContext, use } from 'react';
import type { Zone } from '../format/index.js';

/** What every cell of the table needs to tell times and link onwards: read once by the table, not by each of its cells. */
export interface TableMoment {
  readonly now: number;
  readonly zone: Zone;
  /** Theme and zone of the address, to be kept by links: `?theme=light` or empty. */
  readonly suffix: string;
}

export const TableMomentContext = createContext<TableMoment>({ now: 0, zone: 'utc', suffix: '' });
export const useTableMoment = (): TableMoment => use(TableMomentContext);
