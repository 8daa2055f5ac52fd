import { channelName, incidentId, notificationEntry, type IncidentId, type NotificationEntry } from '@weir/contract';

export const STATES = notificationEntry.shape.state.options;

/** What of the log of notifications is shown, as its address tells it. */
export interface NotificationsSearch {
  readonly channel?: string | undefined;
  readonly incident?: IncidentId | undefined;
  readonly state?: NotificationEntry['state'] | undefined;
}

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readNotificationsSearch(search: Readonly<Record<string, unknown>>): NotificationsSearch {
  return {
    channel: channelName.safeParse(search['channel']).data,
    incident: incidentId.safeParse(search['incident']).data,
    state: STATES.find((state) => state === search['state']),
  };
}
