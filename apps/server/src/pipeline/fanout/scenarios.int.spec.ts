import { BROKEN_STATES, type FlowState, type Topology } from '@weir/contract';
import { buildTopology, EstateModel, FanoutIndex, MINUTE_MS, minuteOf, rootCauses } from '@weir/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CollectorRig } from '../../testing/collector-rig.js';
import { MEDIA_EU, SHOP_EU } from '../../testing/company-scopes.js';
import { SCENARIO_ROUNDS, type Stage } from '../../testing/scenario-rounds.js';
import { type Measured, measuredTable, ScenarioWatch } from '../../testing/scenario-watch.js';
import { type IncidentOf, incidentsSince, incidentTable } from '../../testing/incident-log.js';
import { toldMinutes } from '../../testing/told-minutes.js';
import { useDatabaseServer } from '../../testing/fresh-database.js';

useDatabaseServer();

const START = Date.UTC(2026, 10, 24, 9, 0);
/** As exactly as seconds are measured. */
const STEP_SECONDS = 15;
/** A scenario whose copies die has its last verdict by then. */
const PATIENCE_MINUTES = 24;
/** Copies that are tried again die after a quarter of an hour. */
const DEATH_MINUTES = 14;
/** From CloudWatch telling of what shows it to the verdict, its reason and the edge on the map. */
const MOST_SECONDS = 120;
/** CloudWatch tells of a minute this long after its end at the latest: then one that it tells nothing of is silent. */
const TOLD_WITHIN_MS = 120_000;

describe('each scenario of what passes events on, over the wire, in virtual time', () => {
  let rig: CollectorRig;
  const table: Measured[] = [];
  const incidents: IncidentOf[] = [];

  beforeAll(async () => {
    const cadence = { cloudwatchBatchSeconds: 60, discoverySeconds: 60 };
    rig = await CollectorRig.start('healthy', START, { cadence, cloudwatch: { backfillDays: 0 } }, [SHOP_EU, MEDIA_EU]);
    await rig.advance(8, 30);
  }, 300_000);
  afterAll(async () => {
    await rig.stop();
    process.stdout.write(measuredTable(table));
    process.stdout.write(incidentTable(incidents));
  });

  async function estate(): Promise<{ readonly model: EstateModel; readonly map: Topology }> {
    const catalogue = await rig.store.catalogue.list();
    const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
    model.setCatalogue(catalogue);
    model.setStates(await rig.store.state.load());
    const sight = {
      index: new FanoutIndex(catalogue),
      resource: model.get.bind(model),
      accountNames: new Map<string, string>(),
      changes: [],
      changesLeftOut: { edits: false, others: false },
    };
    return { model, map: buildTopology(sight) };
  }

  /** How something stands now. */
  async function seen(name: string): Promise<{ readonly verdict: string; readonly drawn: readonly FlowState[]; readonly because: string }> {
    const { model, map } = await estate();
    const resource = [...model.present()].find((each) => each.name === name && each.region === 'eu-west-1');
    const edges = map.edges.filter(
      ({ via, to, from }) => (via !== null && via.id === resource?.id) || to === resource?.id || from === resource?.id,
    );
    return {
      verdict: `${resource?.verdict.state} ${resource?.verdict.reason}`,
      because: resource?.verdict.because ?? '',
      drawn: edges.map(({ state }) => state),
    };
  }

  /** Whether CloudWatch tells by now what shows it. */
  async function isTold({ shows }: Stage, began: number): Promise<boolean> {
    if (shows === 'settings') return true;
    const firstWhole = Math.ceil(began / MINUTE_MS) * MINUTE_MS;
    if (typeof shows === 'number') return rig.now >= firstWhole + shows * MINUTE_MS + TOLD_WITHIN_MS;
    const { counter, name, minutes, is, whole } = shows;
    const entry = (await rig.store.catalogue.list()).find(
      (each) => each.kind === counter.of && each.name === name && each.region === 'eu-west-1',
    );
    if (!entry) throw new Error(`there is no ${counter.of} ${name}`);
    const told = await toldMinutes(rig, entry, counter, began - 30 * MINUTE_MS);
    const before = told.flatMap(([at, value]) => (at < minuteOf(began) ? [value] : []));
    const usual = before.reduce((sum, value) => sum + value, 0) / 30;
    const since = told.filter(([at]) => at >= (whole ? firstWhole : minuteOf(began)));
    return since.filter(([, value]) => is(value, usual)).length >= minutes;
  }

  it('is quiet while the company is well', async () => {
    const { model, map } = await estate();
    const troubled = [...model.present()].flatMap(({ kind, name, fanout, verdict }) =>
      fanout === null || ['ok', 'idle'].includes(verdict.state)
        ? []
        : [`${kind} ${name}: ${verdict.state} ${verdict.reason}, ${verdict.because}`],
    );
    expect(troubled).toEqual([]);
    expect(await incidentsSince(rig.store, 0)).toEqual([]);
    expect(map.edges.filter(({ kind, state }) => kind !== 'redrive' && ['cut', 'failing', 'waiting', 'late'].includes(state))).toEqual([]);
  });

  it.each(SCENARIO_ROUNDS.map((rows) => [rows.map(({ scenario }) => scenario).join(' and '), rows] as const))(
    '%s',
    async (_, rows) => {
      for (const { scenario } of rows) await rig.simulator.admin('POST', 'scenario', { name: scenario });
      const began = rig.now;
      const watches = rows.map(({ scenario, name, stages }) => new ScenarioWatch(scenario, name, stages));
      while (watches.some((watch) => !watch.isOver) && rig.now - began < PATIENCE_MINUTES * MINUTE_MS) {
        const minutes = (rig.now - began) / MINUTE_MS;
        // Nothing new is to be seen between a target's first refusals and the moment its first copies die.
        const stepSeconds = watches.every((watch) => watch.hasBegun) && minutes < DEATH_MINUTES ? 60 : STEP_SECONDS;
        await rig.advance(stepSeconds / 60, stepSeconds);
        for (const watch of watches) {
          const stage = watch.stage;
          if (stage === undefined) continue;
          if (!watch.isTold && (await isTold(stage, began))) watch.noteTold(stage.shows === 'settings' ? began : rig.now);
          const { verdict, drawn } = await seen(watch.name);
          const edge = stage.drawn.find((state) => drawn.includes(state));
          if (stage.verdicts.includes(verdict) && edge !== undefined) watch.noteFound(verdict, edge, rig.now);
        }
      }
      const { model } = await estate();
      // What a subscription or target fails into is a dead-letter queue: nobody is meant to receive there, and its trouble is theirs.
      const deadLetterQueues = [...model.present()].filter(({ deadLetterSources }) => deadLetterSources.length > 0);
      expect(deadLetterQueues.filter(({ verdict }) => verdict.state === 'stopped').map(({ name }) => name)).toEqual([]);
      const resources = [...model.present()];
      const troubled = new Set(resources.flatMap(({ id, verdict }) => (BROKEN_STATES.includes(verdict.state) ? [id] : [])));
      const roots = new Set(rootCauses(resources, rig.now));
      const ofTheirOwn = deadLetterQueues.filter(
        (queue) => queue.verdict.state === 'poisoned' && roots.has(queue) && queue.deadLetterSources.some(({ id }) => troubled.has(id)),
      );
      expect(ofTheirOwn.map(({ name }) => name)).toEqual([]);
      // An alarm fires a minute after its verdict.
      await rig.advance(2, 30);
      const opened = await incidentsSince(rig.store, began);
      incidents.push(...opened.map((incident) => ({ scenario: rows.map(({ scenario }) => scenario).join(' and '), ...incident })));
      table.push(...watches.flatMap((watch) => watch.measured(began)));
      // One incident for each cause, with the right root.
      expect(opened.map(({ root }) => root).sort()).toEqual(rows.flatMap(({ roots, name }) => roots ?? [name]).sort());
      for (const watch of watches) {
        expect(watch.isOver, `${watch.name}: ${JSON.stringify(await seen(watch.name))}`).toBe(true);
        for (const measured of watch.measured(began))
          expect(measured.sinceMetrics, JSON.stringify(measured)).toBeLessThanOrEqual(MOST_SECONDS + STEP_SECONDS);
      }
    },
    300_000,
  );
});
