import { z } from 'zod';
import { channelList, channelName, channelTest, notificationEntry, notificationList } from './channel.js';
import { incidentId } from './incident-action.js';
import { list, type Route, wholeNumber } from './route.js';

/** Who is told, and what was. */
export const channelRoutes = {
  channels: {
    method: 'GET',
    path: '/api/v1/channels',
    permission: 'view',
    summary: 'Channels with their routes and how well they work; no secret of them is ever told',
    response: channelList,
  },
  testChannel: {
    method: 'POST',
    path: '/api/v1/channels/{name}/test',
    permission: 'administer',
    audited: 'channel-test',
    summary: 'Sends a message that says it is a test, at once, and says how that went',
    params: z.strictObject({ name: channelName }),
    response: channelTest,
  },
  notifications: {
    method: 'GET',
    path: '/api/v1/notifications',
    permission: 'view',
    summary: 'What was told to whom, newest first, with tries and the last error',
    query: z.strictObject({
      channel: channelName.optional(),
      incident: incidentId.optional(),
      state: list(notificationEntry.shape.state).optional(),
      limit: wholeNumber.min(1).max(1000).default(100),
      cursor: z
        .string()
        .regex(/^\d{1,18}$/, 'pass on the nextCursor of the page before, or leave it out')
        .optional(),
    }),
    response: notificationList,
  },
} as const satisfies Record<string, Route>;
