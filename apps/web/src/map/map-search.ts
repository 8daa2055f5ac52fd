import type { CollapseBy } from '@weir/domain';

/** The view of the map, as its address tells it. Everything left out is the default. */
export interface MapSearch {
  /** What makes boxes one; left out: as the size of the estate suggests. */
  readonly group?: CollapseBy | undefined;
  /** Id of the node that alone matters. */
  readonly root?: string | undefined;
  readonly view?: 'table' | undefined;
  /** Id of the box shown beside the map. */
  readonly at?: string | undefined;
  /** What is looked for, as typed. */
  readonly find?: string | undefined;
}

/** Ids may be ARNs, URLs and tag values. */
const LONGEST_ID = 2_100;
const LONGEST_FIND = 200;

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readMapSearch(search: Readonly<Record<string, unknown>>): MapSearch {
  const group = groupIn(search['group']);
  const text = (name: string, most: number) => {
    const value = search[name];
    return typeof value === 'string' && value.length > 0 && value.length <= most ? value : undefined;
  };
  const [root, at, find] = [text('root', LONGEST_ID), text('at', LONGEST_ID), text('find', LONGEST_FIND)];
  return {
    ...(group === undefined ? {} : { group }),
    ...(root === undefined ? {} : { root }),
    ...(search['view'] === 'table' ? { view: 'table' } : {}),
    ...(at === undefined ? {} : { at }),
    ...(find === undefined ? {} : { find }),
  };
}

const LONGEST_TAG = 128;
const TAG = 'tag:';

function groupIn(value: unknown): CollapseBy | undefined {
  if (value === 'nothing' || value === 'account' || value === 'service' || value === 'system') return value;
  if (typeof value !== 'string' || !value.startsWith(TAG)) return undefined;
  const key = value.slice(TAG.length);
  return key.length > 0 && key.length <= LONGEST_TAG ? `${TAG}${key}` : undefined;
}
