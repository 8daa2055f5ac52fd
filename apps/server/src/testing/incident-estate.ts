import type { ResourceId, Silence } from '@weir/contract';
import { alarmIdOf, type AlarmRecord, type AlarmTransition, FanoutIndex, incidentIdOf, regroup, REOPEN_MS } from '@weir/domain';
import type { Store } from '@weir/store';
import { postJson } from './post-json.js';

/** The first incident there is. */
export const INCIDENT = incidentIdOf(1);

/** Lets an alarm fire on a queue and an incident be opened for it, as a collector would. */
export async function recordIncident(store: Store, queueId: ResourceId, at: number): Promise<void> {
  const index = new FanoutIndex(await store.catalogue.list());
  const alarm: AlarmRecord = {
    ...{ id: alarmIdOf('verdict', queueId), rule: 'verdict', resourceId: queueId, state: 'firing' },
    ...{
      reason: 'nobody-receiving',
      because: 'nobody receives, 412 wait',
      verdict: 'stopped',
      troubleSince: at - 60_000,
      since: at - 60_000,
    },
    ...{ firedAt: at, clearSince: null, resolvedAt: null, unknownSince: null, loss: null, returns: [] },
  };
  const { id: alarmId, rule, resourceId, because } = alarm;
  const transition: AlarmTransition = { alarmId, rule, resourceId, because, at, from: 'pending', to: 'firing', reason: 'held-long-enough' };
  await store.triage.commitAlarms({ alarms: [alarm], transitions: [transition], at }, at - REOPEN_MS, (sight) =>
    regroup(
      {
        ...sight,
        index,
        name: (id) => {
          const known = index.byId(id);
          return (
            known && {
              id,
              kind: known.kind,
              name: known.name,
              accountId: known.accountId,
              accountName: 'prod',
              region: known.region,
              system: known.name,
            }
          );
        },
      },
      at,
    ),
  );
}

type Ask = (path: string, init: RequestInit) => Promise<{ readonly json: unknown }>;

const silenceUntil = (endsAt: number) => ({ matchers: [{ field: 'resource', value: 'orders' }], endsAt, reason: 'planned work' });

/** A request for every route of triage. */
export const triageExamples = (queueId: ResourceId, endsAt: number, ask: Ask) =>
  ({
    incidents: '/api/v1/incidents?state=open,resolved&severity=1,2,3&q=orders',
    incident: `/api/v1/incidents/${INCIDENT}`,
    incidentAction: [`/api/v1/incidents/${INCIDENT}/actions`, { version: 1, action: { kind: 'acknowledge' } }],
    alarms: `/api/v1/alarms?resource=${queueId}`,
    silences: '/api/v1/silences?ended=include',
    addSilence: ['/api/v1/silences', silenceUntil(endsAt)],
    endSilence: () => silenceToEnd(ask, endsAt),
    alarmSettings: '/api/v1/alarm-settings',
    changeAlarmSettings: [
      '/api/v1/alarm-settings',
      { scope: { scope: 'resource', resource: queueId }, settings: { ageBudgetSeconds: 600 } },
    ],
    resourceAlarmSettings: `/api/v1/resources/${queueId}/alarm-settings`,
    previewAlarms: ['/api/v1/alarms/preview', { scope: { scope: 'estate' }, settings: { verdictFloor: 'broken' } }],
  }) as const;

/** Adds a silence and says where it can be ended: an example that is there only once. */
async function silenceToEnd(ask: Ask, endsAt: number): Promise<string> {
  const { id } = (await ask('/api/v1/silences', postJson(silenceUntil(endsAt)))).json as Silence;
  return `/api/v1/silences/${id}`;
}
