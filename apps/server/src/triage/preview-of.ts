import { setImmediate } from 'node:timers/promises';
import type { AlarmPreview, AlarmPreviewFiring, AlarmPreviewQuestion, EffectiveAlarmSettings, Resource, ResourceId } from '@weir/contract';
import { type AlarmPast, isInAlarmScope, previewAlarms, type VerdictTransition } from '@weir/domain';
import type { Store } from '@weir/store';
import type { FanoutService } from '../fanout/fanout-service.js';
import { invalidFields } from '../http/problem-error.js';

const DAY_MS = 86_400_000;
/** Minutes are kept for so long. */
const MOST_DAYS = 15;
const MOST_TRANSITIONS = 50_000;
const MOST_ITEMS = 200;
/** Queues whose ages are read for a budget: the series of more would take long. */
const MOST_AGES = 500;
const AGE_STEP_SECONDS = 300;
/** Others are served after so many resources. */
const LIVED_AT_ONCE = 100;

type SettingsOf = (resource: Resource) => EffectiveAlarmSettings;

/** Lives through the past with the settings in force and with others. @throws ProblemError 400 */
export async function previewOf(
  { scope, rule, from: asked, to: until }: AlarmPreviewQuestion,
  settings: { readonly now: SettingsOf; readonly would: SettingsOf },
  store: Pick<Store, 'state' | 'series'>,
  fanout: FanoutService,
): Promise<AlarmPreview> {
  const now = fanout.now();
  const to = Math.min(until ?? now, now);
  const from = asked ?? to - 7 * DAY_MS;
  if (from >= to || now - from > MOST_DAYS * DAY_MS)
    throw invalidFields('body', [{ field: 'from', message: `lies before to and within the last ${String(MOST_DAYS)} days` }]);
  const resources = [...fanout.resources()].filter((resource) => resource.deletedAt === null && isInAlarmScope(resource, scope));
  // What held when the time began was decided before.
  const transitions = await store.state.transitions({ from: from - MOST_DAYS * DAY_MS, to, limit: MOST_TRANSITIONS });
  const byResource = Map.groupBy(transitions.toReversed(), ({ resourceId }) => resourceId);
  const budgeted = resources.filter((resource) => resource.kind === 'queue' && settings.would(resource).ageBudgetSeconds.value !== null);
  const asksAges = rule === undefined || rule === 'age-over-budget';
  const ages = await agesOf(asksAges ? budgeted.slice(0, MOST_AGES) : [], { from, to, now }, store);
  const range = { from, to, ...(rule !== undefined && { only: rule }) };
  const items: AlarmPreviewFiring[] = [];
  let firedNow = 0;
  for (const [index, resource] of resources.entries()) {
    if (index % LIVED_AT_ONCE === 0) await setImmediate();
    const past = pastOf(resource, byResource.get(resource.id) ?? [], ages.get(resource.id) ?? []);
    if (past === null) continue;
    items.push(...previewAlarms(past, settings.would(resource), range));
    firedNow += previewAlarms(past, settings.now(resource), range).length;
  }
  items.sort((a, b) => b.firedAt - a.firedAt);
  return {
    from,
    to,
    fired: items.length,
    firedNow,
    resources: new Set(items.map(({ resourceId }) => resourceId)).size,
    items: items.slice(0, MOST_ITEMS),
    notes: [
      'Countdowns to loss are not kept, so that alarms of them are not counted.',
      ...(transitions.length >= MOST_TRANSITIONS
        ? ['There were more changes of verdicts than are looked at: the oldest are left out.']
        : []),
      ...(budgeted.length > MOST_AGES ? [`Ages of the first ${String(MOST_AGES)} queues with a budget are looked at.`] : []),
    ],
  };
}

function pastOf(resource: Resource, transitions: readonly VerdictTransition[], ages: AlarmPast['ages']): AlarmPast | null {
  return transitions.length === 0 && ages.length === 0 ? null : { resource, transitions, ages };
}

async function agesOf(
  queues: readonly Resource[],
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
  store: Pick<Store, 'series'>,
): Promise<ReadonlyMap<ResourceId, AlarmPast['ages']>> {
  if (queues.length === 0) return new Map();
  const resourceIds = queues.map(({ id }) => id);
  const found = await store.series.readMany({ resourceIds, metric: 'oldestAge', from, to, now, stepSeconds: AGE_STEP_SECONDS });
  return new Map([...found].map(([id, { points }]) => [id, points]));
}
