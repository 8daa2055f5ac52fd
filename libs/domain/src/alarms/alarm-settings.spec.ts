import { alarmConfig, type AlarmScope, type AlarmSettings } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { queue } from '../topology/testing/small-estate.js';
import { effectiveSettings, type PeoplesSettings, settingsLayers } from './alarm-settings.js';

const ORDERS = { ...queue('orders'), tags: { team: 'payments' } };
const NAMES = { account: () => 'prod', resource: () => 'orders' };
const CONFIG = alarmConfig.parse({
  ageBudgetSeconds: 1,
  accounts: { [ORDERS.accountId]: { ageBudgetSeconds: 3 } },
  tags: [{ tag: 'team', value: 'payments', ageBudgetSeconds: 5 }],
  resources: [{ name: 'ord*', ageBudgetSeconds: 7 }],
});
const said = (scope: AlarmScope, settings: AlarmSettings): PeoplesSettings => ({ scope, settings, changedAt: 0, changedBy: 'ann' });
const PEOPLE = [
  said({ scope: 'resource', resource: ORDERS.id }, { ageBudgetSeconds: 8 }),
  said({ scope: 'tag', key: 'team', value: 'payments' }, { ageBudgetSeconds: 6 }),
  said({ scope: 'account', account: ORDERS.accountId }, { ageBudgetSeconds: 4 }),
  said({ scope: 'estate' }, { ageBudgetSeconds: 2 }),
];

describe('settings of alarms', () => {
  it('hold by scope, the narrower over the wider, and those of people over those of the file', () => {
    const layers = settingsLayers(CONFIG, PEOPLE, NAMES);
    const budgets = layers.map((_, count) => effectiveSettings(layers.slice(0, count + 1), ORDERS).ageBudgetSeconds);
    expect(budgets).toEqual([
      { value: 1, from: 'estate' },
      { value: 2, from: 'estate' },
      { value: 3, from: 'prod' },
      { value: 4, from: 'prod' },
      { value: 5, from: 'tag team = payments' },
      { value: 6, from: 'tag team = payments' },
      { value: 7, from: 'ord*' },
      { value: 8, from: 'orders' },
    ]);
  });

  it('are those of the default where nobody says anything', () => {
    const settings = effectiveSettings(settingsLayers(alarmConfig.parse({}), [], NAMES), ORDERS);
    expect(settings).toMatchObject({
      enabled: { value: true, from: 'default' },
      ageBudgetSeconds: { value: null, from: 'default' },
      verdictFloor: { value: 'late' },
    });
    expect(settings.rules.find(({ rule }) => rule === 'dead-letters')).toMatchObject({
      enabled: { value: true },
      forSeconds: { value: 90 },
    });
  });

  it('can take a budget away again, which is not the same as to say nothing', () => {
    const layers = settingsLayers(CONFIG, [said({ scope: 'resource', resource: ORDERS.id }, { ageBudgetSeconds: null })], NAMES);
    expect(effectiveSettings(layers, ORDERS).ageBudgetSeconds).toEqual({ value: null, from: 'orders' });
  });

  it('hold for nothing else', () => {
    const others = [
      { ...ORDERS, id: queue('mails').id, arn: queue('mails').arn, name: 'mails', tags: { team: 'mail' }, accountId: '999988887777' },
      { ...ORDERS, id: queue('mails').id, arn: queue('mails').arn, name: 'mails', tags: {}, accountId: '999988887777' },
    ];
    const layers = settingsLayers(CONFIG, PEOPLE, NAMES);
    for (const other of others) expect(effectiveSettings(layers, other).ageBudgetSeconds.value).toBe(2);
  });
});
