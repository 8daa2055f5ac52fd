import type { ResourceKind, TopologyChange } from '@weir/contract';
import type { ResourceId } from '@weir/contract';
import { fieldWords } from '../verdicts/edits.js';
import type { SettingChange } from '../verdicts/fanout-facts.js';

/** A difference between two discoveries, as the catalogue notes it. `before` and `after` are what was known of the resource. */
export interface RecordedChange {
  readonly resourceId: ResourceId;
  readonly at: number;
  readonly change: string;
  readonly before: unknown;
  readonly after: unknown;
}

const MOST_TEXT = 4_000;

/** What is noted of a resource with every discovery and is no edit of its settings. */
const NOT_SETTINGS: ReadonlySet<string> = new Set([
  'problems',
  'lastResult',
  'stateReason',
  'openShards',
  'subscriptionsConfirmed',
  'subscriptionsPending',
  // A queue is reached at another address when Weir asks another endpoint.
  'url',
]);

/** Of these null says that they could not be read, or were not read yet: to learn them, or no longer to see them, is no edit. */
const UNREAD_WHEN_NULL: ReadonlySet<string> = new Set(['filters', 'targets', 'schedules', 'asEvent']);

/** Of these null says that there is none, and only what is left out was not read: an older Weir did not look. */
const UNREAD_WHEN_LEFT_OUT: ReadonlySet<string> = new Set(['policy']);

/** The settings that differ, field by field, with their values. */
export function settingChanges({ at, before, after }: Pick<RecordedChange, 'at' | 'before' | 'after'>): readonly SettingChange[] {
  const one = configOf(before);
  const other = configOf(after);
  if (one === null || other === null) return [];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((field) => !NOT_SETTINGS.has(field) && JSON.stringify(one[field]) !== JSON.stringify(other[field]))
    .filter((field) => !UNREAD_WHEN_LEFT_OUT.has(field) || (one[field] !== undefined && other[field] !== undefined))
    .filter((field) => !UNREAD_WHEN_NULL.has(field) || (one[field] != null && other[field] != null))
    .map((field) => ({ at, field, before: one[field], after: other[field] }));
}

/** A noted difference in words; null: nothing that anybody would call a change. */
export function describeChange(
  recorded: RecordedChange,
  resource: { readonly kind: ResourceKind; readonly name: string },
): TopologyChange | null {
  const change = CHANGES[recorded.change];
  if (change === undefined) return null;
  const edits = change === 'edited' ? settingChanges(recorded) : [];
  if (change === 'edited' && edits.length === 0) return null;
  const [first] = edits;
  const single = edits.length === 1 ? first : undefined;
  return {
    at: recorded.at,
    resourceId: recorded.resourceId,
    kind: resource.kind,
    name: resource.name,
    change,
    fields: edits.map(({ field }) => field),
    sentence: sentenceOf(change, edits),
    before: single === undefined ? null : textOf(single.before),
    after: single === undefined ? null : textOf(single.after),
  };
}

const CHANGES: Readonly<Record<string, TopologyChange['change']>> = {
  added: 'added',
  changed: 'edited',
  deleted: 'removed',
  restored: 'restored',
};

function sentenceOf(change: TopologyChange['change'], edits: readonly SettingChange[]): string {
  if (change !== 'edited') return { added: 'was added', removed: 'was removed', restored: 'came back' }[change];
  const [only] = edits;
  if (edits.length === 1 && only?.field === 'targets') return targetSentence(only);
  if (edits.length === 1 && only?.field === 'state') return `the state changed from ${String(only.before)} to ${String(only.after)}`;
  return `${edits.map(({ field }) => fieldWords(field)).join(', ')} changed`;
}

function targetSentence({ before, after }: SettingChange): string {
  const one = idsOf(before);
  const other = idsOf(after);
  const gone = one.filter((id) => !other.includes(id));
  const come = other.filter((id) => !one.includes(id));
  const parts = [...gone.map((id) => `target ${id} was removed`), ...come.map((id) => `target ${id} was added`)];
  return parts.length === 0 ? 'a target changed' : parts.join(', ');
}

const idsOf = (targets: unknown): readonly string[] =>
  Array.isArray(targets)
    ? targets.flatMap((target: unknown) => (isRecord(target) && typeof target['id'] === 'string' ? [target['id']] : []))
    : [];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function configOf(noted: unknown): Record<string, unknown> | null {
  if (!isRecord(noted)) return null;
  const { config } = noted;
  return isRecord(config) ? config : null;
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}
