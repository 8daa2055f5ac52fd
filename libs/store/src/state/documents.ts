import { listings, resource, resourceId, scopeStatus, verdict, verdictState } from '@weir/contract';

/** With what the judge remembers beside it: without, a restart during an outage would forget what was broken before. */
const judgedVerdict = verdict.extend({ standing: verdict.omit({ judgedAt: true }).nullable().default(null) });

/** A state as stored: the fields of a resource that change with readings, and whose they are. */
export const stateDocument = resource
  .pick({ verdict: true, latest: true, rates: true, drain: true, loss: true, growthPerSecond: true, liveBudgetSeconds: true })
  .extend({ resourceId, verdict: judgedVerdict });

/** One that an earlier version stored knows of no listings. */
export const scopeDocument = scopeStatus.extend({ listings: listings.default({}) });

/** What of a transition the database does not check by itself. */
export const transitionFields = { resourceId, from: verdictState.nullable(), to: verdictState };
