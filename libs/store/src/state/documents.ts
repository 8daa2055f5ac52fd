import { resource, resourceId, scopeStatus, verdictState } from '@weir/contract';

/** A state as stored: the fields of a resource that change with readings, and whose they are. */
export const stateDocument = resource
  .pick({ verdict: true, latest: true, rates: true, drain: true, loss: true, growthPerSecond: true, liveBudgetSeconds: true })
  .extend({ resourceId });

export const scopeDocument = scopeStatus;

/** What of a transition the database does not check by itself. */
export const transitionFields = { resourceId, from: verdictState.nullable(), to: verdictState };
