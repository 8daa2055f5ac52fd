import type {
  IncidentId,
  NewArchive,
  NewRedrive,
  RedriveAction,
  RedriveDetail,
  RedriveDryRun,
  RedriveId,
  RedrivePlan,
  ResourceId,
} from '@weir/contract';
import { actionsOf, newProgress, type RedriveSettings } from '@weir/domain';
import type { Store, StoredRedrive } from '@weir/store';
import type { EstateService } from '../estate/estate-service.js';
import { invalidFields, ProblemError } from '../http/problem-error.js';
import type { Log } from '../log.js';
import { type DeadLetterQueueResource, deadLetterQueueOf, documentPlaces, queuedOf } from './plan-places.js';
import type { RedriveDocument } from './redrive-document.js';
import type { RedrivePlanner } from './redrive-planner.js';
import type { RedriveReader } from './redrive-reader.js';

/** Batches under way at once. */
const LANES = 32;
/** How long a batch may take before its messages would be handed out again; lengthened while it goes on. */
const HIDE_SECONDS = 120;

export interface RedriveServiceParts {
  readonly store: Store;
  readonly estate: EstateService;
  readonly planner: RedrivePlanner;
  readonly reader: RedriveReader;
  /** Who asks, where nobody says. */
  readonly actor: () => string;
  readonly log: Log;
  readonly now: () => number;
}

/** Redrives for people: dry runs, starts, and what is done with them. What moves messages is the keeper. */
export class RedriveService {
  constructor(private readonly parts: RedriveServiceParts) {}

  /** @throws ProblemError */
  async dryRun(id: ResourceId, plan: RedrivePlan): Promise<RedriveDryRun> {
    const dlq = deadLetterQueueOf(this.parts.estate, id);
    return (await this.parts.planner.plan(dlq, plan, await this.#running(id))).dryRun;
  }

  /** @throws ProblemError 409 when one runs, a check fails, or one is unknown and that is not accepted */
  async start(id: ResourceId, { acceptUnknown, reason, requestId, ...plan }: NewRedrive, by = this.parts.actor()): Promise<RedriveDetail> {
    const dlq = deadLetterQueueOf(this.parts.estate, id);
    const again = await this.#doneBefore(requestId);
    if (again !== null) return this.parts.reader.whole(again);
    const { dryRun, places, engine } = await this.parts.planner.plan(dlq, plan, await this.#running(id));
    const inWay = dryRun.checks.filter(({ state }) => state === 'fail' || (state === 'unknown' && !acceptUnknown));
    if (!engine.ok || inWay.length > 0) throw refusal(inWay.map(({ state, text, fix }) => ({ state, text, fix })));
    return this.#begin(dlq, by, reason, requestId, {
      ...{
        plan,
        groups: plan.groups,
        back: places.back,
        destinations: documentPlaces(places),
        checks: dryRun.checks,
        expected: dryRun.selected,
      },
      settings: {
        ...{
          kind: 'redrive',
          engine: engine.engine,
          ratePerSecond: plan.ratePerSecond,
          canary: plan.canary,
          rampSeconds: plan.rampSeconds,
        },
        limit: null,
      },
    });
  }

  /** @throws ProblemError 409 when one runs, or it is not allowed for the account */
  async archive(
    id: ResourceId,
    { groups, confirmedCount, ratePerSecond, reason, requestId }: NewArchive,
    by = this.parts.actor(),
  ): Promise<RedriveDetail> {
    const dlq = deadLetterQueueOf(this.parts.estate, id);
    const again = await this.#doneBefore(requestId);
    if (again !== null) return this.parts.reader.whole(again);
    const queued = queuedOf(dlq);
    if (queued.high !== null && confirmedCount > queued.high)
      throw invalidFields('body', [
        { field: 'confirmedCount', message: `the queue holds ${String(queued.high)} messages now; confirm what is there` },
      ]);
    if (!this.parts.planner.isEnabled(dlq))
      throw refusal([
        { state: 'fail', text: `redrives are not enabled for ${dlq.accountName}`, fix: 'set redrive.enabled of the account in weir.yaml' },
      ]);
    return this.#begin(dlq, by, reason, requestId, {
      ...{ plan: null, groups, back: false, destinations: [], checks: [] },
      expected: { low: Math.min(queued.low, confirmedCount), high: confirmedCount },
      settings: {
        ...{ kind: 'archive', engine: 'weir', ratePerSecond, rampSeconds: 0, limit: confirmedCount },
        canary: { size: 0, watchSeconds: 1, confirm: false },
      },
    });
  }

  /** @throws ProblemError 404; 409 when its state does not allow it */
  async act(id: RedriveId, { kind }: RedriveAction, by = this.parts.actor()): Promise<RedriveDetail> {
    const redrive = await this.parts.reader.existing(id);
    const allowed = actionsOf(redrive.progress);
    if (!allowed.includes(kind)) {
      const can = allowed.length === 0 ? 'Nothing can be done with it any more.' : `What can be done: ${allowed.join(', ')}.`;
      throw new ProblemError(409, `${id} is ${redrive.progress.state}`, can);
    }
    await this.parts.store.redrives.request(id, kind, by, this.parts.now());
    return this.parts.reader.whole(redrive);
  }

  /** Tells the incident that its dead-letter queue belonged to how a redrive ended. */
  async tellEnd(id: RedriveId): Promise<void> {
    const { dlq, state, because, counts, incident } = await this.parts.reader.whole(await this.parts.reader.existing(id));
    const twice = counts.possiblyTwice === 0 ? '' : `; ${String(counts.possiblyTwice)} may be there twice`;
    await this.#note(incident, `${id} of ${dlq.name} is ${state}: ${because}${twice}`, 'Weir');
  }

  async #begin(
    dlq: DeadLetterQueueResource,
    by: string,
    reason: string | null,
    requestId: string | undefined,
    of: Omit<RedriveDocument, 'dlq' | 'settings' | 'incident'> & {
      readonly settings: Omit<RedriveSettings, 'fifo' | 'lanes' | 'hideSeconds' | 'ambientPerSecond'>;
    },
  ): Promise<RedriveDetail> {
    const { store, estate, now } = this.parts;
    const at = now();
    const { id, name, arn, accountId, region, config } = dlq;
    // A dead-letter queue that nobody takes from grows by what arrives.
    const ambientPerSecond = Math.max(0, dlq.growthPerSecond ?? 0);
    const document: RedriveDocument = {
      ...of,
      settings: { ...of.settings, fifo: config.fifo, lanes: LANES, hideSeconds: HIDE_SECONDS, ambientPerSecond },
      dlq: { id, name, arn, url: config.url, accountId, region },
      incident: estate.triage.list({ state: ['open'] }).find((incident) => estate.triage.members(incident.id).includes(id))?.id ?? null,
    };
    const { outcome, redrive } = await store.redrives.start(
      {
        ...{ dlqId: id, kind: of.settings.kind, document, progress: newProgress(at), startedBy: by, reason },
        requestId: requestId ?? null,
      },
      at,
    );
    if (outcome === 'running') throw refusal([{ state: 'fail', text: `${redrive.id} has not ended`, fix: 'wait for it, or cancel it' }]);
    const what = of.settings.kind === 'archive' ? 'Archive' : 'Redrive';
    if (outcome === 'started')
      await this.#note(document.incident, `${what} ${redrive.id} of ${name} started${reason === null ? '' : `: ${reason}`}`, by);
    return this.parts.reader.whole(redrive);
  }

  /** Tells the incident that the dead-letter queue belongs to. It may end meanwhile, and the redrive goes on all the same. */
  async #note(incident: IncidentId | null, text: string, by: string): Promise<void> {
    if (incident === null) return;
    const version = this.parts.estate.triage.list({}).find(({ id }) => id === incident)?.version ?? 0;
    try {
      await this.parts.estate.triage.act(incident, { version, action: { kind: 'note', text } }, by);
    } catch (error) {
      this.parts.log.warn({ error, incident }, 'an incident could not be told of a redrive');
    }
  }

  async #running(dlqId: ResourceId): Promise<RedriveId | null> {
    const [newest] = await this.parts.store.redrives.list({ dlqId, limit: 1 });
    return newest?.endedAt === null ? newest.id : null;
  }

  async #doneBefore(requestId: string | undefined): Promise<StoredRedrive | null> {
    return requestId === undefined ? null : this.parts.store.redrives.byRequest(requestId);
  }
}

/** Why it does not start, each with what to do. */
function refusal(inWay: readonly { readonly state: string; readonly text: string; readonly fix: string | null }[]): ProblemError {
  const words = inWay.map(
    ({ state, text, fix }) =>
      `${text}${fix === null ? '' : ` (${fix})`}${state === 'unknown' ? ' — or accept that with acceptUnknown' : ''}`,
  );
  return new ProblemError(409, 'Not started', words.join('; '));
}
