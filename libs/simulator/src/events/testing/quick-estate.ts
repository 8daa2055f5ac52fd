import type { EstateBlueprint } from '../../estate/blueprint.js';
import { queueArn } from '../../world/arn.js';

/** Queues that pipes and schedules use: they need no policy. */
const BY_ROLE = new Set(['warehouse-returns', 'warehouse-inbound', 'feed-exports']);

/** An event plane with the queues it needs, no topics and some hours of history, to keep tests quick. */
export const quickEstate = (estate: EstateBlueprint): EstateBlueprint => ({
  ...estate,
  queues: estate.queues.filter((queue) => BY_ROLE.has(queue.name) || Object.hasOwn(estate.events.queuePolicies, queueArn(queue))),
  topics: [],
  history: { days: 0.1, warmUpDays: 0.1, keepDays: 2 },
});
