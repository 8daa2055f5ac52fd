import type { AbsenceReason, Estate, ListedService, ListingFailure, ResourceKind, ScopeStatus } from '@weir/contract';
import { groupDigits, moment, momentAndAge, NARROW_SPACE, UNKNOWN_FIGURE, type Zone } from '../format/index.js';
import { kindPlural } from '../fanout/kind-words.js';
import { missingAction } from '../settings/missing-permission.js';

/** Kinds of which there may be more in an account and region than is shown, and why. */
export interface ListingGap {
  readonly accountId: string;
  readonly region: string;
  /** The account's name and the region. */
  readonly place: string;
  readonly failure: ListingFailure;
}

/** The service whose listing says what there is of a kind. */
const SERVICES: Readonly<Record<ResourceKind, ListedService>> = {
  queue: 'sqs',
  topic: 'sns',
  subscription: 'sns',
  bus: 'events',
  rule: 'events',
  pipe: 'pipes',
  'schedule-group': 'scheduler',
  function: 'lambda',
  stream: 'kinesis',
  consumer: 'kinesis',
  'delivery-stream': 'firehose',
};

/** Where it is not known whether all resources of some kinds are shown. Empty: none of them means that there is none. */
export function gapsOf(estate: Pick<Estate, 'scopes'>, kinds: readonly ResourceKind[]): readonly ListingGap[] {
  return estate.scopes.flatMap((scope) => {
    const { accountId, region, listings } = scope;
    const services = [...new Set(kinds.map((kind) => SERVICES[kind]))];
    const place = `${scope.accountName} ${region}`;
    return services.flatMap((service): readonly ListingGap[] => {
      const listing = listings[service];
      const failure = listing === undefined ? refusedWhole(scope, kinds, service) : listing.failure;
      if (failure === null) return [];
      const hides = failure.hides.filter((kind) => kinds.includes(kind));
      return hides.length === 0 ? [] : [{ accountId, region, place, failure: { ...failure, hides } }];
    });
  });
}

/** A scope that could not be entered at all tells so once, and of no service. */
function refusedWhole({ discovery }: ScopeStatus, kinds: readonly ResourceKind[], service: ListedService): ListingFailure | null {
  const { state, detail, since, nextTryAt } = discovery;
  if (state === 'ok' || since === null) return null;
  const action = missingAction(detail ?? '');
  const hides = kinds.filter((kind) => SERVICES[kind] === service);
  return { state, actions: action === null ? [] : [action], detail: detail ?? '', since, nextTryAt, hides };
}

/** How many there are: no more than a lower bound where more may be hidden, and not known where none is seen. */
export function countedWords(count: number, gaps: readonly ListingGap[]): string {
  if (gaps.length === 0) return groupDigits(count);
  return count === 0 ? UNKNOWN_FIGURE : `≥${NARROW_SPACE}${groupDigits(count)}`;
}

/** `topics, rules and pipes`: what may be missing, in the order asked for. */
export function hiddenWords(gaps: readonly ListingGap[], kinds: readonly ResourceKind[]): string {
  const hidden = new Set(gaps.flatMap(({ failure }) => failure.hides));
  return joined(kinds.filter((kind) => hidden.has(kind)).map(kindPlural));
}

const VERBS: Readonly<Partial<Record<AbsenceReason, readonly [one: string, more: string]>>> = {
  denied: ['is denied', 'are denied'],
  throttled: ['is throttled', 'are throttled'],
};
const FAILS = ['fails', 'fail'] as const;
const PLACES_NAMED = 3;
const ACTIONS_NAMED = 4;

/** One reason with everywhere it holds, the one that concerns most places first. */
export interface GapReason {
  /** What is refused, where, since when and when Weir tries again. */
  readonly sentence: string;
  readonly denied: boolean;
}

/** Why something may be missing. Places where the same is refused are told together. */
export function gapReasons(gaps: readonly ListingGap[], now: number, zone: Zone): readonly GapReason[] {
  const groups = Map.groupBy(
    gaps,
    ({ failure: { state, actions, detail } }) => `${state} ${actions.length === 0 ? detail : actions.toSorted().join(' ')}`,
  );
  return [...groups.values()]
    .toSorted((a, b) => b.length - a.length)
    .flatMap((alike): readonly GapReason[] => {
      const [first] = alike;
      if (first === undefined) return [];
      const { state, actions, detail } = first.failure;
      const since = Math.min(...alike.map(({ failure }) => failure.since));
      const tries = alike.flatMap(({ failure }) => failure.nextTryAt ?? []);
      const what =
        actions.length === 0
          ? `Listing fails (${detail})`
          : `${named(actions, ACTIONS_NAMED)} ${(VERBS[state] ?? FAILS)[actions.length === 1 ? 0 : 1]}`;
      const where = named([...new Set(alike.map(({ place }) => place))], PLACES_NAMED);
      const again = tries.length === 0 ? '' : ` Weir tries again at ${moment(Math.min(...tries), now, zone)}.`;
      return [{ sentence: `${what} in ${where} since ${momentAndAge(since, now, zone)}.${again}`, denied: state === 'denied' }];
    });
}

const named = (all: readonly string[], most: number): string =>
  all.length <= most + 1 ? joined(all) : `${all.slice(0, most).join(', ')} and ${all.length - most} more`;

const joined = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
