import { MINUTE_MS } from '@weir/domain';
import { seedOf, uniform } from '../chance/chance.js';
import { DATA, PROD } from '../estate/accounts.js';
import type { EstateBlueprint } from '../estate/blueprint.js';
import { company } from '../estate/company.js';
import { COMPANY_TOPICS, queuePolicies } from '../estate/company-topics.js';
import { DrillDraft } from './drill-draft.js';
import { faultSites, type DrillFaultKind, type FaultSite, type Meter } from './fault-sites.js';

/** What is truly wrong. */
export interface DrawnFault {
  readonly kind: DrillFaultKind;
  readonly place: string;
  readonly size: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly roots: readonly string[];
  /** Of the messages that pass, 0 to 1. */
  readonly share: number;
  readonly meter: Meter;
}

export interface Drill {
  readonly estate: EstateBlueprint;
  readonly faults: readonly DrawnFault[];
}

const DRAW = { home: 0, volume: 1, kind: 2, site: 3, size: 4, from: 5 } as const;
const HOME_REGION = 'eu-west-1';
/** Every third drill has two faults. */
const PAIRS_EVERY = 3;
/** Weir has looked at a healthy estate for so long before the first fault. */
const QUIET_MINUTES = 10;
const SPREAD_MINUTES = 8;
/** Of drills: in the account with topics, buses and pipes. The others are where the streams are. */
const SHOP_SHARE = 0.7;

/**
 * An estate with one or two faults: the same for the same seed and start.
 * @param startedAt when somebody first looks, epoch milliseconds
 */
export function drawDrill(seed: number, startedAt: number): Drill {
  const own = seedOf(seed, 'drill');
  const home = uniform(own, DRAW.home) < SHOP_SHARE ? PROD : DATA;
  const { scopes, accounts, ...whole } = company();
  const estate = {
    ...whole,
    // The other account goes on existing: the first hands on to it. Nobody looks into it.
    accounts: accounts.filter(({ id }) => id === home),
    scopes: scopes
      .filter(({ region }) => region === HOME_REGION)
      .map((scope, at) => ({ ...scope, volume: 0.4 + 1.2 * uniform(own, DRAW.volume, at) })),
  };
  const draft = new DrillDraft(estate, queuePolicies(COMPANY_TOPICS));
  const isHere = ({ meter }: FaultSite) => meter.accountId === home && meter.region === HOME_REGION;
  let sites = faultSites(estate).filter(isHere);
  const faults: DrawnFault[] = [];
  const from = Array.from(
    { length: seed % PAIRS_EVERY === 0 ? 2 : 1 },
    (_, at) => Math.floor(startedAt / MINUTE_MS + QUIET_MINUTES + SPREAD_MINUTES * uniform(own, DRAW.from, at)) * MINUTE_MS,
  ).sort((a, b) => a - b);
  for (const [at, began] of from.entries()) {
    // Kinds are drawn first: there are a hundred queues and one pipe.
    const kind = pick([...new Set(sites.map((site) => site.kind))], uniform(own, DRAW.kind, at));
    const site = pick(
      sites.filter((each) => each.kind === kind),
      uniform(own, DRAW.site, at),
    );
    if (site === undefined) break;
    const { size, share, befall } = site.sized(uniform(own, DRAW.size, at));
    befall(draft, began);
    const { place, roots, meter } = site;
    faults.push({ kind: site.kind, place, size, from: began, roots, share, meter });
    sites = sites.filter((each) => each.place !== place);
  }
  return { estate: draft.estate, faults };
}

function pick<Item>(items: readonly Item[], u: number): Item | undefined {
  return items[Math.floor(u * items.length)];
}
