import type { Ledger } from '@weir/contract';
import { EstateModel, FAMILIES, MINUTE_MS } from '@weir/domain';
import { z } from 'zod';
import { FanoutService } from '../fanout/fanout-service.js';
import { LedgerService } from '../fanout/ledger-service.js';
import type { CollectorRig } from './collector-rig.js';

const counts = z.record(z.string(), z.number());
const told = z.object({
  subscriptions: z.array(
    z.object({
      arn: z.string(),
      minutes: z.array(z.tuple([z.number(), counts])),
      copies: z.array(z.tuple([z.number(), counts])),
    }),
  ),
});

/** What truly became of the copies of one subscription. */
export interface TrueSubscription {
  readonly arn: string;
  /** Deliveries and copies given up, by the minute in which that was so. */
  readonly minutes: ReadonlyMap<number, { readonly delivered: number; readonly givenUp: number }>;
  /** By what became of them, of what was published in a span. */
  copies(from: number, to: number): { readonly delivered: number; readonly failed: number; readonly deadLettered: number };
}

/** The topic of a name and its ledger of so long a window, as the api tells it. */
export async function readTopicLedger(rig: CollectorRig, name: string, window: string, to?: number): Promise<Ledger> {
  const catalogue = await rig.store.catalogue.list();
  const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
  model.setCatalogue(catalogue);
  model.setStates(await rig.store.state.load());
  const topic = [...model.present()].find((resource) => resource.kind === 'topic' && resource.name === name);
  if (!topic) throw new Error(`there is no topic ${name}`);
  const estate = { resource: model.get.bind(model), resources: () => model.present(), catalogue: () => catalogue, scopes: () => [] };
  const settings = { mode: 'demo' as const, config: rig.config, awsEndpoint: rig.simulator.url };
  const fanout = new FanoutService(rig.store, estate, settings, () => rig.now);
  return new LedgerService(rig.store, fanout).ledger({ ...topic, kind: 'topic' }, window, to);
}

/** What the simulator knows of a topic's subscriptions. */
export async function trueSubscriptions(
  rig: CollectorRig,
  topicArn: string,
  from: number,
  to: number,
): Promise<readonly TrueSubscription[]> {
  const [, , , region, account, topic] = topicArn.split(':');
  const query = new URLSearchParams({
    account: account ?? '',
    region: region ?? '',
    topic: topic ?? '',
    from: String(from),
    to: String(to),
  });
  const { subscriptions } = told.parse(await rig.simulator.admin('GET', `truth?${query.toString()}`));
  return subscriptions.map(({ arn, minutes, copies }) => ({
    arn,
    minutes: new Map(minutes.map(([at, { delivered = 0, givenUp = 0 }]) => [at, { delivered, givenUp }])),
    copies: (begin, end) => {
      const own = copies.flatMap(([at, fates]) => (at >= begin && at < end ? [fates] : []));
      const sum = (fate: string): number => own.reduce((total, fates) => total + (fates[fate] ?? 0), 0);
      return { delivered: sum('delivered'), failed: sum('lost'), deadLettered: sum('deadLettered') };
    },
  }));
}

const COLUMNS = FAMILIES['sns.deliveries'].metrics.map(({ key }) => key);

/** The stored minutes of a subscription by its topic's log, by their start. */
export async function loggedRows(
  rig: CollectorRig,
  arn: string,
  from: number,
  to: number,
): Promise<ReadonlyMap<number, Readonly<Record<(typeof COLUMNS)[number], number | null>>>> {
  const entry = (await rig.store.catalogue.list()).find((each) => each.arn === arn);
  if (!entry) throw new Error(`${arn} is not in the catalogue`);
  const rows = (await rig.store.series.window([entry.id], from, to)).filter(({ family }) => family === 'sns.deliveries');
  return new Map(
    rows.map(({ at, values }) => [
      Math.floor(at / MINUTE_MS) * MINUTE_MS,
      Object.fromEntries(COLUMNS.map((key, index) => [key, values[index] ?? null])) as Record<(typeof COLUMNS)[number], number | null>,
    ]),
  );
}
