import { resourceId, type ResourceId } from '@weir/contract';

/** What the settings page looks at, as the address tells it. */
export interface AlarmSettingsSearch {
  /** The resource whose settings in force are shown. */
  readonly resource?: ResourceId | undefined;
}

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readAlarmSettingsSearch(search: Readonly<Record<string, unknown>>): AlarmSettingsSearch {
  const read = resourceId.safeParse(search['resource']);
  return read.success ? { resource: read.data } : {};
}
