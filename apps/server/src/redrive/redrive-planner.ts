import type { AwsAccess, MovableMessage } from '@weir/aws';
import type { RedriveDryRun, RedriveId, RedrivePlan, RedriveSample, Resource } from '@weir/contract';
import {
  checkRedrive,
  chooseEngine,
  costOf,
  diffBodies,
  durationOf,
  editBody,
  type EngineChoice,
  faultsOfEdit,
  Masker,
  requestsOf,
  selectedOf,
  watchSecondsNeeded,
} from '@weir/domain';
import type { Settings } from '../config/settings.js';
import type { EstateService } from '../estate/estate-service.js';
import { failureGroupOf } from './failure-groups.js';
import { type DeadLetterQueueResource, type Places, placesOf, queuedOf } from './plan-places.js';
import { replaceText } from './replace-text.js';
import { type Sampled, sampleMessages } from './sample-messages.js';

const MOST_SHOWN = 5;

export interface Planned {
  readonly dryRun: RedriveDryRun;
  readonly places: Places;
  readonly engine: EngineChoice;
}

/** Finds out what a plan would do, without sending anything. */
export class RedrivePlanner {
  readonly #masker: Masker;

  constructor(
    private readonly parts: {
      readonly estate: EstateService;
      readonly aws: Pick<AwsAccess, 'mover'>;
      readonly settings: Settings;
      readonly now: () => number;
    },
  ) {
    this.#masker = new Masker(parts.settings.config.deadLetters.mask);
  }

  /** The configuration allows it for the account of a queue. */
  isEnabled({ accountId }: Pick<Resource, 'accountId'>): boolean {
    return this.parts.settings.config.accounts.find(({ id }) => id === accountId)?.redrive?.enabled === true;
  }

  /** @throws ProblemError for a plan that makes no sense */
  async plan(dlq: DeadLetterQueueResource, plan: RedrivePlan, running: RedriveId | null): Promise<Planned> {
    const { estate, now } = this.parts;
    const places = placesOf(estate, dlq, plan);
    const enabled = this.isEnabled(dlq);
    const otherSources = places.queueSources < dlq.deadLetterSources.length;
    const engine = chooseEngine(plan, { fifo: dlq.config.fifo, queueSources: places.queueSources, otherSources });
    const faults = faultsOfEdit(plan.edit).map(({ step, problem }) => `step ${String(step + 1)}: ${problem}`);
    const sampled = enabled ? await this.#sample(dlq) : null;
    const samples = faults.length > 0 || sampled === null ? [] : sampled.messages.map((message) => this.#tried(message, plan));
    const chosen = samples.filter(({ group }) => plan.groups?.includes(group) ?? true);
    const queued = queuedOf(dlq);
    const selected = plan.groups === null ? queued : selectedOf(queued, samples.length, chosen.length);
    const duration = durationOf(plan, selected);
    const chosenEngine = engine.ok ? engine.engine : 'weir';
    const requests = requestsOf(chosenEngine, plan.canary.size, selected);
    const fails = chosen.filter(({ problem }) => problem !== null).length;
    const checks = checkRedrive({
      ...{ enabled, accountName: dlq.accountName, dlq, destinations: places.destinations, homeless: places.homeless, running },
      ...{ received: sampled?.received ?? null, engine, chosenGroups: plan.groups !== null, durationSeconds: duration.low, now: now() },
      watchSeconds: plan.canary.size === 0 ? null : plan.canary.watchSeconds,
      edit: { faults, fits: plan.edit.length === 0 ? 0 : chosen.length - fails, fails: plan.edit.length === 0 ? 0 : fails },
    });
    const dryRun: RedriveDryRun = {
      ...{ at: now(), queued, selected, checks: [...checks], requests, durationSeconds: duration },
      watchSecondsNeeded: watchSecondsNeeded(places.destinations),
      destinations: places.destinations.map(({ name, resource }) => ({ id: resource?.id ?? null, name, arn: resource?.arn ?? '' })),
      engine: engine.ok ? { engine: engine.engine, because: engine.because } : { engine: 'native', because: engine.problem },
      canStart: checks.every(({ state }) => state !== 'fail'),
      costUsd: costOf(requests, dlq.config.fifo, this.parts.settings.config.prices),
      samples: chosen.slice(0, MOST_SHOWN),
    };
    return { dryRun, places, engine };
  }

  #sample({ accountId, region, config }: DeadLetterQueueResource): Promise<Sampled> {
    return sampleMessages(this.parts.aws.mover({ accountId, region }), config.url);
  }

  /** What the edit makes of a message, with personal data masked on both sides. */
  #tried(message: MovableMessage, plan: RedrivePlan): RedriveSample {
    const edited = editBody(message.body, plan.edit, replaceText);
    const before = this.#masker.text(message.body, new Map());
    const after = edited.ok ? this.#masker.text(edited.body, new Map()) : null;
    return {
      ...{ messageId: message.id, group: failureGroupOf(message), before, after },
      diff: after === null ? [] : diffBodies(before, after),
      problem: edited.ok ? null : edited.problem,
    };
  }
}
