import type {
  AlarmConfig,
  AlarmRule,
  AlarmScope,
  AlarmSettings,
  AlarmSettingsEntry,
  EffectiveAlarmSettings,
  EpochMs,
  Resource,
  ResourceId,
} from '@weir/contract';
import { alarmRule } from '@weir/contract';

/** What people set in one scope. */
export interface PeoplesSettings {
  readonly scope: AlarmScope;
  readonly settings: AlarmSettings;
  readonly changedAt: EpochMs;
  readonly changedBy: string;
}

export type SetFor = Pick<Resource, 'id' | 'name' | 'arn' | 'accountId' | 'region' | 'tags'>;

/** Settings of one scope, wider ones first: a later layer overrides an earlier one. */
export interface SettingsLayer {
  readonly label: string;
  readonly source: AlarmSettingsEntry['source'];
  readonly scope: AlarmScope | null;
  readonly settings: AlarmSettings;
  readonly changedAt: EpochMs | null;
  readonly changedBy: string | null;
  readonly holdsFor: (resource: SetFor) => boolean;
}

/**
 * What holds where nobody says otherwise. A verdict is a conclusion over minutes already, so that a short wait is enough; five minutes clear
 * are several readings of either clock. A dead letter is one too many; whatever sent it there is judged by the same readings or by those of the next
 * minute, and is what people should hear of first.
 */
const DEFAULT_FLOOR: 'broken' | 'late' = 'late';
const DEFAULT_LOSS_WITHIN_SECONDS = 86_400;
const DEFAULT_FOR_SECONDS: Readonly<Record<AlarmRule, number>> = {
  'dead-letters': 90,
  'loss-countdown': 60,
  verdict: 60,
  'age-over-budget': 120,
  deliveries: 60,
  'shard-throttling': 300,
  'reader-lag': 60,
};
const DEFAULT_CLEAR_SECONDS = 300;

/** The layers that there are, in the order in which they hold. */
export function settingsLayers(
  config: AlarmConfig,
  people: readonly PeoplesSettings[],
  names: { readonly account: (id: string) => string; readonly resource: (id: ResourceId) => string },
): readonly SettingsLayer[] {
  const { accounts, tags, resources, ...estate } = config;
  const fromFile = (
    label: string,
    scope: AlarmScope | null,
    settings: AlarmSettings,
    holdsFor: SettingsLayer['holdsFor'],
  ): SettingsLayer => ({
    ...{ label, source: 'file', scope, settings, holdsFor },
    changedAt: null,
    changedBy: null,
  });
  const fromPeople = (kind: AlarmScope['scope']) =>
    people
      .filter(({ scope }) => scope.scope === kind)
      .map(({ scope, settings, changedAt, changedBy }): SettingsLayer => ({
        ...{ label: labelOf(scope, names), source: 'people', scope, settings, changedAt, changedBy },
        holdsFor: (resource) => isInAlarmScope(resource, scope),
      }));
  const account = ([id, settings]: [string, AlarmSettings]) =>
    fromFile(names.account(id), { scope: 'account', account: id }, settings, ({ accountId }) => accountId === id);
  return [
    fromFile('estate', { scope: 'estate' }, estate, () => true),
    ...fromPeople('estate'),
    ...Object.entries(accounts).map(account),
    ...fromPeople('account'),
    ...tags.map(({ tag, value, ...settings }) =>
      fromFile(`tag ${tag} = ${value}`, { scope: 'tag', key: tag, value }, settings, (resource) => resource.tags[tag] === value),
    ),
    ...fromPeople('tag'),
    ...resources.map(({ name, account: owner, region, ...settings }) =>
      fromFile(name, null, settings, (resource) => isNamed(resource, { name, account: owner, region })),
    ),
    ...fromPeople('resource'),
  ];
}

/** Whether settings of a scope are for a resource. */
export function isInAlarmScope(resource: SetFor, scope: AlarmScope): boolean {
  switch (scope.scope) {
    case 'estate':
      return true;
    case 'account':
      return resource.accountId === scope.account;
    case 'tag':
      return Object.hasOwn(resource.tags, scope.key) && resource.tags[scope.key] === scope.value;
    case 'resource':
      return resource.id === scope.resource;
  }
}

function isNamed(
  resource: SetFor,
  { name, account, region }: { readonly name: string; readonly account: string | undefined; readonly region: string | undefined },
): boolean {
  if (account !== undefined && resource.accountId !== account) return false;
  if (region !== undefined && resource.region !== region) return false;
  const fits = (text: string) => (name.endsWith('*') ? text.startsWith(name.slice(0, -1)) : text === name);
  return fits(resource.name) || fits(resource.arn);
}

function labelOf(scope: AlarmScope, names: Parameters<typeof settingsLayers>[2]): string {
  switch (scope.scope) {
    case 'estate':
      return 'estate';
    case 'account':
      return names.account(scope.account);
    case 'tag':
      return `tag ${scope.key} = ${scope.value}`;
    case 'resource':
      return names.resource(scope.resource);
  }
}

/** What holds for one resource, each value with the scope it comes from. */
export function effectiveSettings(layers: readonly SettingsLayer[], resource: SetFor): EffectiveAlarmSettings {
  const holding = layers.filter(({ holdsFor }) => holdsFor(resource)).reverse();
  const settle = <Value>(
    fallback: Value,
    read: (settings: AlarmSettings) => NoInfer<Value> | undefined,
  ): { value: Value; from: string } => {
    for (const { label, settings } of holding) {
      const value = read(settings);
      if (value !== undefined) return { value, from: label };
    }
    return { value: fallback, from: 'default' };
  };
  return {
    resource: resource.id,
    enabled: settle<boolean>(true, ({ enabled }) => enabled),
    verdictFloor: settle(DEFAULT_FLOOR, ({ verdictFloor }) => verdictFloor),
    ageBudgetSeconds: settle<number | null>(null, ({ ageBudgetSeconds }) => ageBudgetSeconds),
    lossWithinSeconds: settle(DEFAULT_LOSS_WITHIN_SECONDS, ({ lossWithinSeconds }) => lossWithinSeconds),
    runbook: settle<string | null>(null, ({ runbook }) => runbook),
    rules: alarmRule.options.map((rule) => ({
      rule,
      enabled: settle<boolean>(true, ({ rules }) => rules?.[rule]?.enabled),
      forSeconds: settle(DEFAULT_FOR_SECONDS[rule], ({ rules }) => rules?.[rule]?.forSeconds),
      clearSeconds: settle(DEFAULT_CLEAR_SECONDS, ({ rules }) => rules?.[rule]?.clearSeconds),
    })),
  };
}
