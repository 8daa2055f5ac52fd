import {
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  ListArchivesCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  type EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import type { RuleTarget } from '@weir/contract';
import type { DiscoveredFanout, Scope } from '@weir/domain';
import { listApiDestinations, type ApiDestinations } from './api-destinations.js';
import { parseArn } from './arns.js';
import type { AwsClock } from './aws-clock.js';
import { BudgetedTags } from './budgeted-tags.js';
import { archivePattern, readBusConfig, readListedArchive, readListedBus, type Archive, type ListedArchive } from './bus-config.js';
import { EVENTBRIDGE_SOCKETS } from './clients.js';
import { AwsError, failureFor, type AwsFailure } from './failure.js';
import type { FanoutFailure, FanoutPart } from './fanout-part.js';
import { mapBounded } from './map-bounded.js';
import type { MeteredCaller } from './metered-caller.js';
import { listPages, type Listed } from './paging.js';
import { readListedRule, readTarget, type BusRef, type ListedRule } from './rule-config.js';
import { SettingsInTurns } from './settings-in-turns.js';
import { readTags, type Tags } from './tag-memory.js';
import { field, textIn } from './untrusted.js';

/** AWS allows 100 buses, 300 rules a bus, 5 targets a rule (EventBridge User Guide, quotas), more on request; far beyond it is broken. */
const MAX_BUSES = 10_000;
const MAX_RULES = 50_000;
const MAX_TARGETS = 500;
const MAX_ARCHIVES = 10_000;
const PAGE = 100;

/** A rule's targets, and what of them made no sense. */
interface Targets {
  readonly targets: readonly RuleTarget[];
  readonly problems: readonly string[];
}

/**
 * Reads the event buses of one account in one region, with their archives, rules and targets. Buses and rules, with patterns and states,
 * are listed whole each time; targets come one rule a call and are read in turns, see `SettingsInTurns`: of 25 calls a second, half of
 * what AWS gives to all of EventBridge's settings together, those of 3,000 rules are read anew each discovery.
 */
export class EventBridgeReader {
  readonly #scope: Scope;
  readonly #client: EventBridgeClient;
  readonly #caller: MeteredCaller;
  readonly #tags: BudgetedTags;
  readonly #buses: SettingsInTurns<object>;
  readonly #targets: SettingsInTurns<Targets>;
  readonly #patterns: SettingsInTurns<{ readonly pattern: string | null }>;

  constructor(options: {
    readonly scope: Scope;
    readonly client: EventBridgeClient;
    readonly caller: MeteredCaller;
    readonly clock: AwsClock;
  }) {
    this.#scope = options.scope;
    this.#client = options.client;
    this.#caller = options.caller;
    this.#tags = new BudgetedTags(options.clock);
    this.#buses = new SettingsInTurns(options.clock);
    this.#targets = new SettingsInTurns(options.clock);
    this.#patterns = new SettingsInTurns(options.clock);
  }

  /** Every bus and rule that is listed. One deleted while this runs is left out. Only an abort throws. */
  async discover(urgent: ReadonlySet<string>, signal?: AbortSignal): Promise<FanoutPart> {
    const [busList, archiveList] = await Promise.all([this.#listBuses(signal), this.#listArchives(signal)]);
    const buses = [...new Map(busList.items.map((bus) => [bus.arn, bus])).values()];
    const listings = await mapBounded(buses, EVENTBRIDGE_SOCKETS, async (bus) => ({ bus, ...(await this.#listRules(bus, signal)) }));
    const rules = new Map(listings.flatMap(({ items }) => items.map((rule) => [rule.arn, rule] as const)));
    await Promise.all([
      this.#readBuses(buses, signal),
      this.#patterns.refresh(
        archiveList.items.map(({ archive }) => archive.name),
        (name) => this.#archivePattern(name, signal),
      ),
      this.#targets.refresh([...rules.keys()], (arn) => this.#listTargets(rules.get(arn), signal), urgent),
      this.#tags.refresh([...buses.map(({ arn }) => arn), ...rules.keys()], (arn) => this.#readTags(arn, signal)),
    ]);
    const destinations = await this.#destinationsOf([...rules.keys()], signal);
    // A bus deleted in between takes its rules along.
    const unlisted = listings.flatMap(({ bus, failure }) => (failure === null || failure.kind === 'not-found' ? [] : [{ bus, failure }]));
    return {
      resources: [
        ...buses.flatMap((bus) => this.#describeBus(bus, archiveList)),
        ...[...rules.values()].flatMap((rule) => this.#describeRule(rule, destinations)),
      ],
      failures: [
        ...told(null, busList.failure, ['bus', 'rule']),
        ...[archiveList.failure, ...destinations.failures].flatMap((error) => told(null, error)),
        ...unlisted.flatMap(({ bus, failure }) => told(bus.arn, failure, ['rule'])),
        ...buses.flatMap(({ arn }) => told(arn, this.#buses.of(arn).failure)),
        ...[...rules.keys()].flatMap((arn) => told(arn, this.#targets.of(arn).failure)),
      ],
      complete: { bus: busList.failure === null, rule: busList.failure === null && unlisted.length === 0 },
    };
  }

  async #listBuses(signal: AbortSignal | undefined): Promise<Listed<BusRef>> {
    return listPages({
      action: 'events:ListEventBuses',
      maxItems: MAX_BUSES,
      ask: (token) =>
        this.#caller.call({
          api: 'events:ListEventBuses',
          billedUnits: 0,
          signal,
          send: (abortSignal) => this.#client.send(new ListEventBusesCommand({ Limit: PAGE, ...next(token) }), { abortSignal }),
        }),
      entriesOf: (page) => page.EventBuses,
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => {
        const bus = readListedBus(entry);
        return bus === null || !this.#isHere(bus.arn) ? null : [bus];
      },
    });
  }

  /** Without a bus's name AWS lists the rules of the default bus only. */
  async #listRules(bus: BusRef, signal: AbortSignal | undefined): Promise<Listed<ListedRule>> {
    return listPages({
      action: 'events:ListRules',
      maxItems: MAX_RULES,
      ask: (token) =>
        this.#caller.call({
          api: 'events:ListRules',
          billedUnits: 0,
          signal,
          send: (abortSignal) =>
            this.#client.send(new ListRulesCommand({ EventBusName: bus.name, Limit: PAGE, ...next(token) }), { abortSignal }),
        }),
      entriesOf: (page) => page.Rules,
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => {
        const rule = readListedRule(entry, bus);
        return rule === null ? null : [rule];
      },
    });
  }

  async #listTargets(rule: ListedRule | undefined, signal: AbortSignal | undefined): Promise<Targets> {
    const { items, failure } = await listPages({
      action: 'events:ListTargetsByRule',
      maxItems: MAX_TARGETS,
      ask: (token) =>
        this.#caller.call({
          api: 'events:ListTargetsByRule',
          billedUnits: 0,
          signal,
          send: (abortSignal) =>
            this.#client.send(
              new ListTargetsByRuleCommand({ Rule: rule?.name, EventBusName: rule?.bus.name, Limit: PAGE, ...next(token) }),
              { abortSignal },
            ),
        }),
      entriesOf: (page) => page.Targets,
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => [readTarget(entry)],
    });
    if (failure !== null) throw new AwsError(failure);
    return { targets: items.flatMap(({ target }) => target ?? []), problems: items.flatMap(({ problems }) => problems) };
  }

  async #listArchives(signal: AbortSignal | undefined): Promise<Listed<ListedArchive>> {
    return listPages({
      action: 'events:ListArchives',
      maxItems: MAX_ARCHIVES,
      ask: (token) =>
        this.#caller.call({
          api: 'events:ListArchives',
          billedUnits: 0,
          signal,
          send: (abortSignal) => this.#client.send(new ListArchivesCommand({ Limit: PAGE, ...next(token) }), { abortSignal }),
        }),
      entriesOf: (page) => page.Archives,
      nextOf: (page) => textIn(page.NextToken),
      read: (entry) => {
        const archive = readListedArchive(entry);
        return archive === null ? null : [archive];
      },
    });
  }

  async #readBuses(buses: readonly BusRef[], signal: AbortSignal | undefined): Promise<void> {
    const byArn = new Map(buses.map((bus) => [bus.arn, bus]));
    await this.#buses.refresh([...byArn.keys()], async (arn) => {
      const reply = await this.#caller.call({
        api: 'events:DescribeEventBus',
        billedUnits: 0,
        signal,
        send: (abortSignal) => this.#client.send(new DescribeEventBusCommand({ Name: byArn.get(arn)?.name }), { abortSignal }),
      });
      if (reply.Arn === arn) return reply;
      throw new AwsError(failureFor('internal', 'events:DescribeEventBus', `the reply is not of ${arn}`, { retryable: true }));
    });
  }

  async #archivePattern(name: string, signal: AbortSignal | undefined): Promise<{ readonly pattern: string | null }> {
    const reply = await this.#caller.call({
      api: 'events:DescribeArchive',
      billedUnits: 0,
      signal,
      send: (abortSignal) => this.#client.send(new DescribeArchiveCommand({ ArchiveName: name }), { abortSignal }),
    });
    return { pattern: archivePattern(reply) };
  }

  async #readTags(arn: string, signal: AbortSignal | undefined): Promise<Tags> {
    const { Tags: tags } = await this.#caller.call({
      api: 'events:ListTagsForResource',
      billedUnits: 0,
      signal,
      send: (abortSignal) => this.#client.send(new ListTagsForResourceCommand({ ResourceARN: arn }), { abortSignal }),
    });
    return readTags(Object.fromEntries((tags ?? []).map((tag) => [textIn(field(tag, 'Key')), field(tag, 'Value')])));
  }

  /** Listed only where a rule has one as its target: who has none need not grant it. */
  async #destinationsOf(rules: readonly string[], signal: AbortSignal | undefined): Promise<ApiDestinations> {
    const targets = rules.flatMap((arn) => this.#targets.of(arn).value?.targets ?? []);
    if (!targets.some(({ arn }) => isApiDestination(arn))) return { byArn: new Map(), failures: [] };
    return listApiDestinations(this.#client, this.#caller, signal);
  }

  #describeBus({ arn, name }: BusRef, archives: Listed<ListedArchive>): readonly DiscoveredFanout[] {
    const { value, failure } = this.#buses.of(arn);
    if (failure?.kind === 'not-found') return [];
    const { tags, problem } = this.#tags.of(arn);
    const base = { ...this.#scope, kind: 'bus' as const, arn, name, tags };
    if (value === null) return [{ ...base, config: null }];
    const config = readBusConfig(name, value);
    const unlisted = archives.failure && `Archives not readable: ${archives.failure.message}`;
    const problems = [...config.problems, ...[problem, unlisted].filter((line) => line !== null)];
    return [{ ...base, config: { ...config, archives: this.#archivesOf(arn, archives.items), problems } }];
  }

  #archivesOf(busArn: string, archives: readonly ListedArchive[]): Archive[] {
    return archives.flatMap((listed) =>
      listed.busArn === busArn ? [{ ...listed.archive, pattern: this.#patterns.of(listed.archive.name).value?.pattern ?? null }] : [],
    );
  }

  #describeRule({ arn, name, config }: ListedRule, destinations: ApiDestinations): readonly DiscoveredFanout[] {
    const { value, failure } = this.#targets.of(arn);
    if (failure?.kind === 'not-found') return [];
    const { tags, problem } = this.#tags.of(arn);
    const problems = [...config.problems, ...(value?.problems ?? [whyUnread(failure)]), ...(problem === null ? [] : [problem])];
    const targets = value?.targets.map((target) => ({ ...target, apiDestination: destinations.byArn.get(target.arn) ?? null })) ?? null;
    return [{ ...this.#scope, kind: 'rule', arn, name, tags, config: { ...config, targets, problems } }];
  }

  #isHere(arn: string): boolean {
    const parsed = parseArn(arn);
    return parsed?.accountId === this.#scope.accountId && parsed.region === this.#scope.region;
  }
}

const next = (token: string): { readonly NextToken?: string } => (token === '' ? {} : { NextToken: token });

const isApiDestination = (arn: string): boolean => parseArn(arn)?.resource.startsWith('api-destination/') === true;

const whyUnread = (failure: AwsFailure | null): string =>
  failure === null ? 'Targets not read yet' : `Targets not readable: ${failure.message}`;

/** What was deleted in between is no failure. */
const told = (arn: string | null, error: AwsFailure | null, hides: FanoutFailure['hides'] = []): readonly FanoutFailure[] =>
  error === null || (arn !== null && error.kind === 'not-found') ? [] : [{ arn, service: 'events', error, hides }];
