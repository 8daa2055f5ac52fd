import {
  alarmIdOf,
  alarmLooks,
  applyEntry,
  effectiveSettings,
  EstateModel,
  FanoutIndex,
  incidentIdOf,
  regroup,
  resourceIdOf,
  stepAlarm,
} from '@weir/domain';
import { figure, quartiles } from './measure.mjs';

const ACCOUNT = '111122223333';
const NOW = Date.UTC(2026, 10, 24, 9);
/** The collector looks at everything this often a minute. */
const LOOKS_A_MINUTE = 4;
/** A queue and its dead-letter queue. */
const PAIR = 2;

/**
 * What alarms cost: a look at every rule of 50,000 queues, one in a hundred of them in trouble, and 10,000 alarms that fire at once brought into
 * incidents, a queue and its dead-letter queue being one. Both run on the collector's event loop.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function alarmsAndIncidents({ quick, signal }) {
  const turns = quick ? 3 : 9;
  const rows = [];
  const queues = quick ? 10_000 : 50_000;
  const { model } = estateOf(queues, (index) => index % 100 === 0);
  const settings = new Map([...model.all()].map((resource) => [resource.id, effectiveSettings([], resource)]));
  /** @type {Map<string, import('@weir/domain').AlarmRecord>} */
  const alarms = new Map();
  const looks = Array.from({ length: turns }, (_, turn) => {
    signal.throwIfAborted();
    return cpuMilliseconds(() => {
      for (const resource of model.all()) {
        const set = settings.get(resource.id);
        if (set === undefined) continue;
        const now = NOW + turn * 15_000;
        for (const { rule, signal: said, timing } of alarmLooks(resource, set, (each) => alarms.get(alarmIdOf(each, resource.id)), now)) {
          const before = alarms.get(alarmIdOf(rule, resource.id)) ?? null;
          if (before === null && said.is !== 'true') continue;
          const { alarm } = stepAlarm({ rule, resourceId: resource.id }, before, said, timing, now);
          if (alarm !== null) alarms.set(alarm.id, alarm);
        }
      }
    });
  });
  const perLook = quartiles(looks).median;
  rows.push(
    figure(
      `Rules of ${queues.toLocaleString('en')} queues looked at ${LOOKS_A_MINUTE} times a minute, CPU`,
      's',
      (perLook * LOOKS_A_MINUTE) / 1000,
    ),
  );

  const firing = quick ? 2_000 : 10_000;
  const estate = estateOf(firing, () => true);
  const raised = firingAlarms(estate.entries);
  const name = nameIn(estate.entries);
  let next = 0;
  /** @param {readonly import('@weir/domain').Incident[]} incidents */
  const group = (incidents) =>
    regroup({ alarms: raised, incidents, index: estate.index, name, newId: () => incidentIdOf((next += 1)) }, NOW);
  const opening = Array.from({ length: turns }, () => {
    signal.throwIfAborted();
    return cpuMilliseconds(() => group([]));
  });
  rows.push(figure(`${firing.toLocaleString('en')} alarms that fire at once grouped into incidents, CPU`, 'ms', quartiles(opening).median));
  const incidents = group([]).map((entry) => applyEntry(null, entry));
  if (incidents.length !== firing / PAIR) throw new Error(`${incidents.length} incidents were opened for ${firing / PAIR} causes`);
  const again = Array.from({ length: turns }, () => {
    signal.throwIfAborted();
    return cpuMilliseconds(() => group(incidents));
  });
  rows.push(figure(`The same looked at again, CPU`, 'ms', quartiles(again).median));
  return rows;
}

/** @param {() => unknown} work */
function cpuMilliseconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** @param {string} name */
const arnOf = (name) => `arn:aws:sqs:eu-west-1:${ACCOUNT}:${name}`;

/**
 * Queues in pairs: one, and where its dead letters go.
 *
 * @param {number} count
 * @param {(index: number) => boolean} isInTrouble
 */
function estateOf(count, isInTrouble) {
  /** @type {import('@weir/domain').CatalogueResource[]} */
  const entries = Array.from({ length: count }, (_, index) => {
    const name = `queue-${Math.floor(index / PAIR)}${index % PAIR === 0 ? '' : '-dlq'}`;
    const target = index % PAIR === 0 ? { deadLetterTargetArn: arnOf(`${name}-dlq`), maxReceiveCount: 5 } : null;
    return {
      ...{ id: resourceIdOf(arnOf(name)), kind: 'queue', arn: arnOf(name), name, accountId: ACCOUNT, region: 'eu-west-1', tags: {} },
      ...{ firstSeen: NOW, lastSeen: NOW, deletedAt: null },
      config: {
        ...{ url: `https://sqs/${name}`, fifo: false, visibilityTimeoutSeconds: 30, retentionSeconds: 345_600, delaySeconds: 0 },
        ...{ maximumMessageBytes: 262_144, createdAt: null, redrive: target, problems: [] },
      },
    };
  });
  const model = new EstateModel({ accountNames: new Map(), systemTag: 'system', namePrefix: '' });
  model.setCatalogue(entries);
  model.setStates(
    entries.map(({ id }, index) => ({
      ...{ resourceId: id, latest: {}, rates: { in: null, out: null }, drain: { kind: 'unknown' }, loss: null },
      ...{ growthPerSecond: null, liveBudgetSeconds: 30 },
      verdict: {
        ...(isInTrouble(index) ? { state: 'poisoned', reason: 'dead-lettering' } : { state: 'ok', reason: 'flowing' }),
        ...{ because: 'figures', since: NOW, judgedAt: NOW, standing: null },
      },
    })),
  );
  return { entries, model, index: new FanoutIndex(entries) };
}

/** @param {readonly import('@weir/domain').CatalogueResource[]} entries @returns {import('@weir/domain').AlarmRecord[]} */
const firingAlarms = (entries) =>
  entries.map(({ id, name }) => {
    const rule = name.endsWith('-dlq') ? 'dead-letters' : 'verdict';
    return {
      ...{
        id: alarmIdOf(rule, id),
        rule,
        resourceId: id,
        state: 'firing',
        reason: 'dead-lettering',
        because: 'figures',
        verdict: 'poisoned',
      },
      ...{ troubleSince: NOW, since: NOW, firedAt: NOW, clearSince: null, resolvedAt: null, unknownSince: null, loss: null, returns: [] },
    };
  });

/** @param {readonly import('@weir/domain').CatalogueResource[]} entries */
function nameIn(entries) {
  const known = new Map(
    entries.map(({ id, kind, name, accountId, region }) => [id, { id, kind, name, accountId, accountName: ACCOUNT, region, system: name }]),
  );
  return (/** @type {import('@weir/contract').ResourceId} */ id) => known.get(id);
}
