import { describe, expect, it } from 'vitest';
import { lossIn, SCENARIO_CASES, type ScenarioCase, SHOP } from './scenarios.cases.js';
import { PureTriage } from './testing/pure-triage.js';

const START = Date.UTC(2026, 10, 24, 9);
const MINUTE = 60_000;

const refs = new Map(SHOP.map((each) => [`${each.kind} ${each.name}`, each.id]));
const names = new Map([...refs].map(([ref, id]) => [id, ref]));

function play({ script, lasts }: ScenarioCase): PureTriage {
  const triage = new PureTriage(SHOP, START);
  for (const [minute, ref, state, reason, hours] of [...script].sort(([a], [b]) => a - b)) {
    triage.liveUntil(START + minute * MINUTE);
    const id = refs.get(ref);
    if (id === undefined) throw new Error(`there is no ${ref}`);
    triage.judge(id, { state, reason, ...(hours !== undefined && { loss: lossIn(hours, triage.now) }) });
  }
  triage.liveUntil(START + lasts * MINUTE);
  return triage;
}

describe('scenarios, from verdicts to incidents', () => {
  it.each(SCENARIO_CASES.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const told = [...play(row).incidents.values()].map(({ root, severity, openedAt, members, state }) => {
      const others = members.flatMap(({ resource }) => (resource.id === root.id ? [] : [names.get(resource.id) ?? ''])).sort();
      const over = state === 'open' ? [] : [state === 'resolved' ? 'over' : state];
      const head = `SEV${severity} ${names.get(root.id)} @${(openedAt - START) / MINUTE}:`;
      return others.length > 0 ? `${head} ${[...others, ...over].join(', ')}` : [head, ...over].join(', ');
    });
    expect(told).toEqual(row.incidents);
  });

  it('are thirty at least', () => {
    expect(SCENARIO_CASES.length).toBeGreaterThanOrEqual(30);
  });
});
