import type { EpochMs, RedriveCheck, RedriveId, Resource } from '@weir/contract';
import type { EngineChoice } from './choose-engine.js';

/** A queue that messages are to go to. */
export interface DestinationFacts {
  readonly name: string;
  /** null: it is not in the catalogue. */
  readonly resource: Resource | null;
  /** Functions that are enabled to read it, by name. */
  readonly mappings: readonly string[];
}

/** What is known before a redrive starts. */
export interface RedriveFacts {
  readonly enabled: boolean;
  readonly accountName: string;
  readonly dlq: Resource;
  readonly destinations: readonly DestinationFacts[];
  /** Something dead-letters here that has no queue to go back to. */
  readonly homeless: boolean;
  /** A redrive or archive of it that has not ended. */
  readonly running: RedriveId | null;
  /** What receiving gave; null: not tried. */
  readonly received: { readonly ok: true } | { readonly ok: false; readonly denied: boolean; readonly detail: string } | null;
  readonly engine: EngineChoice;
  /** Faults of the edit, and of sampled messages how many it fits and does not. */
  readonly edit: { readonly faults: readonly string[]; readonly fits: number; readonly fails: number };
  readonly chosenGroups: boolean;
  /** Of the canary; null: there is none. */
  readonly watchSeconds: number | null;
  /** How long it takes at least, until the last message is sent. */
  readonly durationSeconds: number;
  readonly now: EpochMs;
}

/** Everything looked at before anything is sent. One that fails refuses the start. */
export function checkRedrive(facts: RedriveFacts): readonly RedriveCheck[] {
  return [
    enabled(facts),
    permissions(facts),
    notRunning(facts),
    ...destinationChecks(facts),
    ...watch(facts),
    retention(facts),
    ...fifo(facts),
    ...edit(facts),
    engine(facts),
  ];
}

const pass = (name: RedriveCheck['name'], text: string): RedriveCheck => ({ name, state: 'pass', text, fix: null });
const fail = (name: RedriveCheck['name'], text: string, fix: string): RedriveCheck => ({ name, state: 'fail', text, fix });
const unknown = (name: RedriveCheck['name'], text: string, fix: string | null = null): RedriveCheck => ({
  name,
  state: 'unknown',
  text,
  fix,
});

const enabled = ({ enabled: is, accountName }: RedriveFacts): RedriveCheck =>
  is
    ? pass('enabled', `redrives are enabled for ${accountName}`)
    : fail('enabled', `redrives are not enabled for ${accountName}`, 'set redrive.enabled of the account in weir.yaml, see docs/IAM.md');

function permissions({ received }: RedriveFacts): RedriveCheck {
  if (received === null) return unknown('permissions', 'receiving was not tried');
  if (received.ok) return pass('permissions', 'messages can be received; sending and deleting are tried by the canary');
  if (received.denied) return fail('permissions', received.detail, 'allow the actions of docs/IAM.md, Redriving');
  return unknown('permissions', `receiving failed: ${received.detail}`, 'try again');
}

const notRunning = ({ running }: RedriveFacts): RedriveCheck =>
  running === null
    ? pass('not-running', 'nothing else moves messages out of this queue from here')
    : fail('not-running', `${running} has not ended`, 'wait for it, or cancel it');

function destinationChecks({ destinations, homeless, dlq }: RedriveFacts): readonly RedriveCheck[] {
  if (homeless || destinations.length === 0) {
    const text = 'not every message came from a queue that it could go back to';
    return [fail('destination-exists', text, 'choose a queue to send to')];
  }
  return destinations.flatMap((destination) => ofDestination(destination, dlq));
}

function ofDestination({ name, resource, mappings }: DestinationFacts, dlq: Resource): readonly RedriveCheck[] {
  if (resource === null || resource.deletedAt !== null || resource.config === null) {
    return [fail('destination-exists', `${name} is not known to Weir, or was deleted`, 'choose another queue to send to')];
  }
  return [pass('destination-exists', `${name} exists`), accepts(resource, dlq), receives(resource, mappings), verdictOf(resource)];
}

function accepts(resource: Resource, dlq: Resource): RedriveCheck {
  const name = 'destination-accepts';
  if (resource.id === dlq.id) return fail(name, 'the destination is the dead-letter queue itself', 'choose another queue');
  if (resource.accountId !== dlq.accountId || resource.region !== dlq.region)
    return fail(name, `${resource.name} lies in another account or region`, 'choose a queue of the same account and region');
  const [own, other] = [dlq.config, resource.config];
  if (own !== null && other !== null && own.fifo !== other.fifo)
    return fail(name, `one of ${dlq.name} and ${resource.name} is FIFO, the other is not`, 'choose a queue of the same type');
  if (own !== null && other !== null && other.maximumMessageBytes < own.maximumMessageBytes)
    return unknown(name, `${resource.name} takes ${String(other.maximumMessageBytes)} bytes a message; larger ones stay where they are`);
  return pass(name, `${resource.name} takes messages of this size and type`);
}

function receives({ name, rates, latest }: Resource, mappings: readonly string[]): RedriveCheck {
  const perMinute = rates.out === null ? null : rates.out * 60;
  if (perMinute !== null && perMinute > 0)
    return pass('consumer-receives', `${name}: ${perMinute.toFixed(0)} messages a minute are worked off`);
  if ((latest.visible?.value ?? 0) > 0) return fail('consumer-receives', `nobody takes messages from ${name}`, 'mend the consumer first');
  if (mappings.length > 0) return pass('consumer-receives', `${name} is read by ${mappings.join(', ')}`);
  return unknown('consumer-receives', `nothing waits in ${name} and nobody was seen to receive from it`, 'the canary tells');
}

function verdictOf({ name, verdict }: Resource): RedriveCheck {
  const text = `${name} is ${verdict.state}: ${verdict.because}`;
  switch (verdict.state) {
    case 'ok':
    case 'idle':
      return pass('destination-verdict', text);
    case 'stopped':
    case 'stalled':
      return fail('destination-verdict', text, 'mend the consumer first');
    default:
      return unknown('destination-verdict', text, 'messages may fail again; the canary tells');
  }
}

/**
 * Seconds until a message that fails at every try is in the dead-letter queue again: tries times the time each is hidden, which a consumer may
 * change, and a little for the way.
 */
export function watchSecondsNeeded(destinations: readonly DestinationFacts[]): number {
  const each = destinations.flatMap(({ resource }) => resource?.config ?? []);
  const longest = each.map(({ redrive, visibilityTimeoutSeconds }) => (redrive?.maxReceiveCount ?? 1) * visibilityTimeoutSeconds);
  return Math.max(60, ...longest.map((seconds) => seconds + 30));
}

function watch({ watchSeconds, destinations }: RedriveFacts): readonly RedriveCheck[] {
  if (watchSeconds === null) return [];
  const needed = watchSecondsNeeded(destinations);
  if (watchSeconds >= needed) return [pass('watch', `within ${String(watchSeconds)} s a message that fails is back`)];
  const text = `a message that fails is back after up to ${String(needed)} s, and the canary is watched for ${String(watchSeconds)} s`;
  return [unknown('watch', text, `watch for ${String(needed)} s`)];
}

function retention({ dlq, durationSeconds, now }: RedriveFacts): RedriveCheck {
  const { loss } = dlq;
  if (loss === null) return pass('retention', 'nothing in it is about to expire, as far as is known');
  const left = (loss.earliestAt - now) / 1000;
  if (left > durationSeconds) return pass('retention', `the first messages expire in ${hours(left)}`);
  const text = `the first messages expire in ${hours(Math.max(0, left))}, before the last is sent`;
  return unknown('retention', text, 'raise the rate, or the retention of the dead-letter queue first');
}

function fifo({ dlq, chosenGroups }: RedriveFacts): readonly RedriveCheck[] {
  if (dlq.config?.fifo !== true) return [];
  const text = 'the order of each message group is kept; deduplication ids are new, so that none is taken for a repetition';
  if (!chosenGroups) return [pass('fifo', text)];
  return [unknown('fifo', `${text}; a message that is not chosen keeps back those of its message group behind it`)];
}

function edit({ edit: { faults, fits, fails } }: RedriveFacts): readonly RedriveCheck[] {
  const [fault] = faults;
  if (fault !== undefined) return [fail('edit', fault, 'correct the edit')];
  if (fails === 0) return fits === 0 ? [] : [pass('edit', `it fits all ${String(fits)} messages that were looked at`)];
  const text = `it does not fit ${String(fails)} of ${String(fits + fails)} messages that were looked at; such messages stay where they are`;
  return [fits === 0 ? fail('edit', text, 'correct the edit') : unknown('edit', text, 'look at the samples')];
}

const engine = ({ engine: choice }: RedriveFacts): RedriveCheck =>
  choice.ok
    ? pass('engine', `${choice.engine === 'native' ? 'a message-move task' : 'Weir itself'}: ${choice.because}`)
    : fail('engine', choice.problem, 'leave the choice to Weir');

const hours = (seconds: number): string =>
  seconds < 7_200 ? `${String(Math.round(seconds / 60))} min` : `${String(Math.round(seconds / 3_600))} h`;
