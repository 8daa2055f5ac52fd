import { z } from 'zod';
import { acceptFinding, audit, auditRule, auditSeverity, finding } from './audit.js';
import { fanoutList, ledger } from './ledger.js';
import { resourceId, resourceKind } from './resource.js';
import { idParams, type Route, wholeNumber } from './route.js';
import { instant } from './time.js';
import { topology, topologyChanges } from './topology.js';
import { compareAnswer, compareQuestion, eventSample, eventSamples, newEventSample, traceAnswer, traceQuestion } from './trace.js';

const findingParams = z.strictObject({ finding: z.string().regex(/^[a-z2-7]{16}$/, 'take the id of a finding from /api/v1/audit') });

const sampleParams = idParams.extend({ sample: z.uuid('take the id of a sample from /api/v1/fanout/{id}/samples') });

/** Everything about what passes events on: the map, the ledger, the tracer and the audit. */
export const fanoutRoutes = {
  topology: {
    method: 'GET',
    path: '/api/v1/topology',
    permission: 'view',
    summary: 'The estate as a map: nodes, edges with rates and states, and what changed',
    query: z.strictObject({ root: resourceId.optional() }),
    response: topology,
  },
  topologyChanges: {
    method: 'GET',
    path: '/api/v1/topology/changes',
    permission: 'view',
    summary: 'What was added, removed or edited, newest first',
    query: z.strictObject({
      from: instant,
      to: instant,
      id: resourceId.optional(),
      limit: wholeNumber.min(1).max(1000).default(200).describe('of edits, and of all other changes, each'),
    }),
    response: topologyChanges,
  },
  fanout: {
    method: 'GET',
    path: '/api/v1/fanout',
    permission: 'view',
    summary: 'Every topic, bus, rule, pipe, function, delivery stream and schedule group with its last hour, worst first',
    query: z.strictObject({
      kind: resourceKind.extract(['topic', 'bus', 'rule', 'pipe', 'function', 'delivery-stream', 'schedule-group']).optional(),
    }),
    response: fanoutList,
  },
  fanoutLedger: {
    method: 'GET',
    path: '/api/v1/fanout/{id}',
    permission: 'view',
    summary: 'The ledger of a topic, rule or pipe: what became of every copy that should have been delivered',
    params: idParams,
    query: z.strictObject({
      window: z
        .string()
        .regex(/^[1-9]\d{0,3}(m|h|d)$/, 'a window looks like 15m, 1h or 7d')
        .default('1h'),
      to: instant.optional(),
    }),
    response: ledger,
  },
  samples: {
    method: 'GET',
    path: '/api/v1/fanout/{id}/samples',
    permission: 'view',
    summary: 'Events kept to try routes with, and some made from the patterns that hang on it',
    params: idParams,
    response: eventSamples,
  },
  addSample: {
    method: 'POST',
    path: '/api/v1/fanout/{id}/samples',
    permission: 'respond',
    audited: 'sample-add',
    summary: 'Keeps an event to try routes with',
    params: idParams,
    body: newEventSample,
    response: eventSample,
  },
  removeSample: {
    method: 'DELETE',
    path: '/api/v1/fanout/{id}/samples/{sample}',
    permission: 'respond',
    audited: 'sample-remove',
    summary: 'Removes an event that was kept to try routes with, and answers with what is left',
    params: sampleParams,
    response: eventSamples,
  },
  trace: {
    method: 'POST',
    path: '/api/v1/trace',
    permission: 'view',
    summary: 'Every path an event would take, to its last consumer, without sending it',
    body: traceQuestion,
    response: traceAnswer,
  },
  traceCompare: {
    method: 'POST',
    path: '/api/v1/trace/compare',
    permission: 'view',
    summary: 'Which events a changed policy or pattern would let through or keep out',
    body: compareQuestion,
    response: compareAnswer,
  },
  audit: {
    method: 'GET',
    path: '/api/v1/audit',
    permission: 'view',
    summary: 'What will lose or leak events although nothing is wrong yet',
    query: z.strictObject({
      severity: auditSeverity.optional(),
      rule: auditRule.optional(),
      resource: resourceId.optional(),
      state: z.enum(['open', 'accepted', 'gone', 'all']).default('open'),
      limit: wholeNumber.min(0).max(10_000).default(10_000).describe('0: the counts alone'),
    }),
    response: audit,
  },
  acceptFinding: {
    method: 'POST',
    path: '/api/v1/audit/{finding}/accept',
    permission: 'respond',
    audited: 'finding-accept',
    summary: 'Takes a finding as it is, with a reason',
    params: findingParams,
    body: acceptFinding,
    response: finding,
  },
  reopenFinding: {
    method: 'POST',
    path: '/api/v1/audit/{finding}/reopen',
    permission: 'respond',
    audited: 'finding-reopen',
    summary: 'Takes an acceptance back',
    params: findingParams,
    response: finding,
  },
} as const satisfies Record<string, Route>;
