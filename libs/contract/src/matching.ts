import { z } from 'zod';
import { jsonOrText } from './json-or-text.js';
import type { Route } from './route.js';
import { matchReason } from './trace.js';

export const eventPatternQuestion = z.strictObject(
  {
    pattern: jsonOrText('the event pattern'),
    event: jsonOrText('the event'),
    /** `pipe`: the pattern is a filter of a pipe, which knows neither `wildcard` nor operators inside `anything-but`. */
    dialect: z.enum(['event-bus', 'pipe'], 'give event-bus or pipe').default('event-bus'),
  },
  'send a JSON object with pattern and event',
);
export type EventPatternQuestion = z.output<typeof eventPatternQuestion>;

/** `because` says it in the order of the pattern. `matched` holds exactly when every reason without `option` is ok. */
export const eventPatternAnswer = z.object({ matched: z.boolean(), because: z.array(matchReason) });
export type EventPatternAnswer = z.infer<typeof eventPatternAnswer>;

export const filterScope = z.enum(['MessageAttributes', 'MessageBody'], 'give MessageAttributes or MessageBody');

export const filterPolicyQuestion = z
  .strictObject(
    {
      policy: jsonOrText('the filter policy'),
      scope: filterScope.default('MessageAttributes'),
      attributes: z
        .unknown()
        .optional()
        .describe('by name: { type, value } with type String, String.Array, Number or Binary, or a text, a number or a list alone'),
      body: z.unknown().optional().describe('what is published: a text that holds JSON, or the JSON itself'),
    },
    'send a JSON object with policy, scope, and attributes or body',
  )
  .superRefine(({ scope, body }, context) => {
    if (scope === 'MessageBody' && body === undefined) {
      context.addIssue({ code: 'custom', path: ['body'], message: 'give the body of the message, which a policy of this scope looks at' });
    }
  });
export type FilterPolicyQuestion = z.output<typeof filterPolicyQuestion>;

export const filterPolicyAnswer = eventPatternAnswer.extend({
  /** The suffix of the metric `NumberOfNotificationsFilteredOut` that would count it; null: it would be delivered. */
  filteredBy: z.enum(['MessageAttributes', 'MessageBody', 'InvalidAttributes', 'NoMessageAttributes', 'InvalidMessageBody']).nullable(),
});
export type FilterPolicyAnswer = z.infer<typeof filterPolicyAnswer>;

export const matchRoutes = {
  matchEventPattern: {
    method: 'POST',
    path: '/api/v1/match/event-pattern',
    permission: 'view',
    summary: 'Whether an EventBridge pattern matches an event, and because of what',
    body: eventPatternQuestion,
    response: eventPatternAnswer,
  },
  matchFilterPolicy: {
    method: 'POST',
    path: '/api/v1/match/filter-policy',
    permission: 'view',
    summary: 'Whether an SNS filter policy lets a message pass, and because of what',
    body: filterPolicyQuestion,
    response: filterPolicyAnswer,
  },
} as const satisfies Record<string, Route>;
