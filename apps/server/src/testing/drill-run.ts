import { MINUTE_MS } from '@weir/domain';
import { z } from 'zod';
import { CollectorRig } from './collector-rig.js';
import { incidentsSince, type OpenedIncident } from './incident-log.js';

const drillTruth = z.object({
  faults: z.array(
    z.object({
      ...{ kind: z.string(), place: z.string(), size: z.string(), from: z.number(), roots: z.array(z.string()) },
      /** Messages, as the simulator's own ledger has them. */
      touched: z.number(),
    }),
  ),
});
type TrueFault = z.infer<typeof drillTruth>['faults'][number];

/** What Weir made of one fault. */
export interface FaultFound {
  readonly fault: TrueFault;
  /** `right`: an incident names its cause. `elsewhere`: one that names another has it among its members. `unseen`: nothing could be seen. */
  readonly as: 'right' | 'elsewhere' | 'missed' | 'unseen';
  readonly root: string | null;
  readonly reason: string | null;
  /** From the fault to the incident, virtual minutes. */
  readonly openedAfter: number | null;
}

export interface DrillResult {
  readonly seed: number;
  /** Of the simulated world, ISO 8601. */
  readonly startedAt: string;
  readonly found: readonly FaultFound[];
  /** Incidents that no fault explains. */
  readonly surplus: readonly Pick<OpenedIncident, 'root' | 'reason' | 'others' | 'openedAfter'>[];
  /** Real seconds it took. */
  readonly seconds: number;
}

/** A Monday. */
const WEEK_STARTS = Date.UTC(2026, 10, 23);
const HOURS_OF_WEEK = 168;
/** Coprime to the hours of a week, so that seeds in a row begin at different hours of different days. */
const HOURS_APART = 37;
/** All faults have begun 18 minutes after the start. Copies that are tried again die a quarter of an hour later, and CloudWatch tells of it after that. */
const LASTS_MINUTES = 52;
const STEP_SECONDS = 60;
const CADENCE = { cloudwatchBatchSeconds: 60, discoverySeconds: 300, liveBusySeconds: 120, liveIdleSeconds: 120 };

/** Draws faults from a seed, lets Weir watch for so many virtual minutes, and compares its incidents with the truth. */
export async function runDrill(seed: number, minutes = LASTS_MINUTES): Promise<DrillResult> {
  const began = performance.now();
  const startedAt = WEEK_STARTS + ((seed * HOURS_APART) % HOURS_OF_WEEK) * 60 * MINUTE_MS;
  const rig = await CollectorRig.start('drill', startedAt, { cadence: CADENCE, cloudwatch: { backfillDays: 0 } }, null, seed);
  try {
    await rig.advance(minutes, STEP_SECONDS);
    const { faults } = drillTruth.parse(await rig.simulator.admin('GET', 'drill'));
    const opened = await incidentsSince(rig.store, startedAt);
    return { seed, startedAt: new Date(startedAt).toISOString(), ...compared(faults, opened, startedAt), seconds: since(began) };
  } finally {
    await rig.stop();
  }
}

const since = (began: number): number => Math.round((performance.now() - began) / 100) / 10;

/** @param startedAt from which incidents count the minutes after which they opened */
function compared(
  faults: readonly TrueFault[],
  opened: readonly OpenedIncident[],
  startedAt: number,
): Pick<DrillResult, 'found' | 'surplus'> {
  const explained = new Set<OpenedIncident>();
  const found = faults.map((fault): FaultFound => {
    const after = opened.filter(({ openedAfter }) => startedAt + openedAfter * MINUTE_MS >= fault.from);
    const right = after.find(({ root }) => fault.roots.includes(root));
    const match = right ?? after.find(({ others }) => others.some((name) => fault.roots.includes(name)));
    if (match === undefined) return { fault, as: fault.touched < 1 ? 'unseen' : 'missed', root: null, reason: null, openedAfter: null };
    explained.add(match);
    const openedAfter = match.openedAfter - (fault.from - startedAt) / MINUTE_MS;
    return { fault, as: right ? 'right' : 'elsewhere', root: match.root, reason: match.reason, openedAfter };
  });
  const surplus = opened.flatMap((incident) => {
    if (explained.has(incident)) return [];
    const { root, reason, others, openedAfter } = incident;
    return [{ root, reason, others, openedAfter }];
  });
  return { found, surplus };
}
