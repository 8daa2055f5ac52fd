import { resourceIdOf, type CatalogueOf, type CatalogueResource } from '@weir/domain';
import type { TargetInput } from '../../estate/event-blueprint.js';
import type { SimulatedBus } from '../../events/simulated-bus.js';
import type { SimulatedRule } from '../../events/simulated-rule.js';
import type { SimulatedQueue } from '../../queue/simulated-queue.js';
import type { SimulatedTopic } from '../../topics/simulated-topic.js';
import { placeOfArn } from '../../world/arn.js';
import type { World } from '../../world/world.js';
import { sightingOf, sightingsOf } from '../ledger/lookout.js';
import { BEGINNING, HOME } from '../ledger/small-estate.js';
import { FAR, QUEUES, TOPICS } from './trace-plan.js';

interface Known {
  readonly kind: CatalogueResource['kind'];
  readonly arn: string;
  readonly name: string;
  readonly config: CatalogueResource['config'];
}

/** The estate of a plan as discovery finds it. */
export const catalogueOf = (world: World): CatalogueResource[] =>
  [HOME, FAR].flatMap(({ accountId, region }) => {
    const scope = world.scope(accountId, region);
    if (!scope) return [];
    const queues = QUEUES.flatMap((name) => scope.settingsOf(name) ?? []).map(knownQueue);
    const topics = TOPICS.flatMap((name) => scope.topics.at(name, BEGINNING) ?? []).flatMap(knownTopic);
    const buses = [...scope.events.buses.buses.values()].flatMap(knownBus);
    return [...queues, ...topics, ...buses].map(entryOf);
  });

function entryOf(known: Known): CatalogueResource {
  const { accountId, region } = placeOfArn(known.arn);
  const life = { firstSeen: 0, lastSeen: 0, deletedAt: null };
  return { ...known, ...life, id: resourceIdOf(known.arn), accountId, region, tags: {} } as CatalogueResource;
}

function knownQueue({ identity, settings }: SimulatedQueue): Known {
  const config: CatalogueOf<'queue'>['config'] = {
    url: identity.arn,
    fifo: false,
    visibilityTimeoutSeconds: settings.visibilityTimeoutSeconds,
    retentionSeconds: settings.retentionSeconds,
    delaySeconds: settings.delaySeconds,
    maximumMessageBytes: settings.maximumMessageBytes,
    createdAt: null,
    redrive: null,
    policy: settings.verbatim['Policy'] ?? null,
    problems: [],
  };
  return { kind: 'queue', arn: identity.arn, name: identity.name, config };
}

const knownTopic = (topic: SimulatedTopic): Known[] =>
  sightingsOf(topic).map((seen) =>
    seen.config.kind === 'topic' ? { ...seen, config: { ...seen.config, policy: topic.attributes.get('Policy') ?? null } } : seen,
  );

function knownBus({ arn, place, settings, rules }: SimulatedBus): Known[] {
  const config: CatalogueOf<'bus'>['config'] = {
    kind: 'bus',
    type: 'custom',
    policy: settings.policy,
    deadLetterTargetArn: null,
    logLevel: null,
    encrypted: false,
    archives: [],
    problems: [],
  };
  return [{ kind: 'bus', arn, name: place.name, config }, ...[...rules.values()].map(knownRule)];
}

function knownRule(rule: SimulatedRule): Known {
  const seen = sightingOf(rule);
  if (seen.config.kind !== 'rule') return seen;
  const targets = (seen.config.targets ?? []).map((target) => ({ ...target, ...inputOf(rule.lines.get(target.id)?.target.input) }));
  return { ...seen, config: { ...seen.config, targets } };
}

const inputOf = (input: TargetInput | undefined) => ({
  input: input?.kind === 'constant' ? input.text : null,
  inputPath: input?.kind === 'path' ? input.path : null,
});
