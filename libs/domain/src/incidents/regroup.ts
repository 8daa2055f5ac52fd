import type { AlarmedResource, EpochMs, IncidentId, ResourceId } from '@weir/contract';
import { severityOfAll } from '../alarms/severity-of.js';
import { type AlarmRecord, isActive } from '../alarms/step-alarm.js';
import { stateRank } from '../estate/severity-order.js';
import type { FanoutIndex } from '../topology/estate/fanout-index.js';
import type { Trouble } from './explain-trouble.js';
import { type CauseGroup, groupTroubles } from './group-troubles.js';
import {
  applyEntry,
  type EntryBody,
  type Episode,
  episodeKey,
  type Incident,
  type IncidentEntry,
  type Member,
  type RootFacts,
} from './incident.js';
import { mainAlarm } from './main-alarm.js';

/**
 * Brings incidents in line with the alarms that are raised: one incident per cause.
 *
 * - A group whose alarms belong to no incident opens one, unless what explains it is about to fire: then it waits a little. One whose cause was
 *   resolved a short while ago opens that again.
 * - A group joins the incident that has any of its alarms. Several such incidents have one cause: the oldest takes in the others.
 * - The root of an incident changes only when its present one is explained: a better root appeared. That the root recovers changes nothing.
 * - An episode that belongs to an incident which somebody resolved stays there, and opens nothing. A new episode does.
 * - What a person pinned is not moved.
 * - An incident is resolved when none of its episodes goes on. What cannot be judged goes on.
 */
export interface RegroupSight {
  /** All that are pending, firing or resolving. */
  readonly alarms: readonly AlarmRecord[];
  /** Those that are open, that have an episode which goes on, and that were resolved within `REOPEN_MS`. */
  readonly incidents: readonly Incident[];
  readonly index: FanoutIndex;
  /** How a resource is named; undefined: it is no longer known. */
  readonly name: (id: ResourceId) => AlarmedResource | undefined;
  readonly newId: () => IncidentId;
}

/** A cause that comes back within this time is the same incident. */
export const REOPEN_MS = 30 * 60_000;
/** A consequence waits this long for its cause to fire. */
const HOLD_MS = 3 * 60_000;

/** The entries to write, in order. */
export function regroup(sight: RegroupSight, now: EpochMs): readonly IncidentEntry[] {
  return new Regrouping(sight, now).run();
}

class Regrouping {
  readonly #incidents: Map<IncidentId, Incident>;
  /** Incidents that had an episode at some moment of this run. */
  readonly #holders = new Map<string, Set<IncidentId>>();
  readonly #ended: readonly IncidentId[];
  /** Open incidents by their root. */
  readonly #byRoot = new Map<ResourceId, IncidentId>();
  readonly #entries: IncidentEntry[] = [];
  readonly #active: readonly AlarmRecord[];
  readonly #byResource: ReadonlyMap<ResourceId, readonly AlarmRecord[]>;

  constructor(
    private readonly sight: RegroupSight,
    private readonly now: EpochMs,
  ) {
    this.#incidents = new Map(sight.incidents.map((incident) => [incident.id, incident]));
    for (const incident of sight.incidents) this.#note(incident);
    this.#ended = sight.incidents.flatMap(({ id, state }) => (state === 'resolved' ? [id] : []));
    this.#active = sight.alarms.filter(isActive);
    this.#byResource = Map.groupBy(this.#active, ({ resourceId }) => resourceId);
  }

  run(): readonly IncidentEntry[] {
    const groups = groupTroubles(this.#troubles(this.#active), this.sight.index);
    const withPending =
      this.sight.alarms.length === this.#active.length ? groups : groupTroubles(this.#troubles(this.sight.alarms), this.sight.index);
    const rootWithPending = new Map(withPending.flatMap(({ root, members }) => [...members.keys()].map((id) => [id, root] as const)));
    for (const group of groups) this.#place(group, rootWithPending.get(group.root) !== group.root);
    for (const incident of this.#incidents.values()) if (incident.state === 'open') this.#settle(incident.id);
    return this.#entries;
  }

  #troubles(alarms: readonly AlarmRecord[]): ReadonlyMap<ResourceId, Trouble> {
    const troubles = new Map<ResourceId, Trouble>();
    for (const [id, ofResource] of Map.groupBy(alarms, ({ resourceId }) => resourceId)) {
      const resource = this.sight.index.byId(id);
      const main = mainAlarm(ofResource);
      if (resource === undefined || main === undefined) continue;
      const { verdict, reason } = main;
      troubles.set(id, { resource, verdict, reason, since: Math.min(...ofResource.map(({ troubleSince }) => troubleSince)) });
    }
    return troubles;
  }

  #place(group: CauseGroup, causeIsPending: boolean): void {
    const episodes = [...group.members.keys()].flatMap((id) => this.#episodesOf(id));
    const owners = this.#ownersOf(episodes);
    const open = owners.filter(({ state }) => state === 'open').sort((a, b) => a.openedAt - b.openedAt || numberOf(a.id) - numberOf(b.id));
    const owned = new Set(owners.flatMap((owner) => owner.episodes.map(episodeKey)));
    const free = episodes.filter((episode) => !owned.has(episodeKey(episode)));
    const [owner, ...others] = open;
    // Its cause comes back while something of it still goes on.
    const target = owner ?? (free.length > 0 ? this.#openOf(group.root) : undefined);
    if (target === undefined) {
      if (free.length > 0) this.#openFor(group, free, causeIsPending);
      return;
    }
    for (const other of others) this.#takeOver(target.id, other.id, group);
    if (free.length > 0) this.#write(target.id, { kind: 'joined', members: this.#membersFor(target.id, free, group), episodes: free });
    this.#followRoot(target.id, group);
  }

  #openOf(root: ResourceId): Incident | undefined {
    const id = this.#byRoot.get(root);
    return id === undefined ? undefined : this.#incidents.get(id);
  }

  #openFor(group: CauseGroup, free: readonly Episode[], causeIsPending: boolean): void {
    const firedAt = Math.min(...free.map((episode) => episode.firedAt));
    if (causeIsPending && this.now - firedAt < HOLD_MS) return;
    const before = this.#lately(group);
    if (before !== undefined) {
      this.#write(before.id, { kind: 'reopened', members: this.#membersFor(before.id, free, group), episodes: free });
      const again = this.#incidents.get(before.id);
      const now = this.#rootFacts(group.root);
      // It came back, perhaps in another way: what was said of it then says nothing now.
      if (again !== undefined && now !== null && (again.root.id !== now.id || again.root.reason !== now.reason))
        this.#nameRoot(again, now, group);
      return;
    }
    const root = this.#rootFacts(group.root);
    const id = this.sight.newId();
    const members = this.#membersFor(null, free, group);
    const { severity, because } = this.#grade(free, members);
    const since = Math.min(...this.#alarmsOf(free).map(({ troubleSince }) => troubleSince));
    if (root === null) return;
    this.#write(id, { kind: 'opened', root, since, severity, severityBecause: because, members, episodes: free, splitFrom: null });
  }

  /** An incident of the same cause that ended a short while ago. */
  #lately({ root }: CauseGroup): Incident | undefined {
    return this.#ended
      .flatMap((id) => this.#incidents.get(id) ?? [])
      .filter(({ state, resolvedAt }) => state === 'resolved' && resolvedAt !== null && this.now - resolvedAt <= REOPEN_MS)
      .filter(({ members }) => members.some(({ resource }) => resource.id === root))
      .sort((a, b) => (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0) || numberOf(b.id) - numberOf(a.id))[0];
  }

  /** Two incidents with one cause: the younger goes into the older, whole, or what of it belongs to this cause. */
  #takeOver(targetId: IncidentId, otherId: IncidentId, group: CauseGroup): void {
    const other = this.#incidents.get(otherId);
    if (other === undefined) return;
    const movable = other.members.filter(({ pinned, resource }) => !pinned && group.members.has(resource.id));
    if (movable.length === 0) return;
    const ids = new Set(movable.map(({ resource }) => resource.id));
    const episodes = other.episodes.filter(({ resourceId }) => ids.has(resourceId));
    const members = movable.map((member) => ({ ...member, because: group.members.get(member.resource.id) ?? null, joinedAt: this.now }));
    const goesOn = other.episodes.filter((episode) => this.#goesOn(episode));
    const whole = goesOn.every(({ resourceId }) => ids.has(resourceId)) && other.members.every(({ pinned }) => !pinned);
    if (whole) {
      this.#write(otherId, { kind: 'merged', into: targetId });
      this.#write(targetId, { kind: 'absorbed', from: otherId, members, episodes });
      return;
    }
    this.#write(otherId, { kind: 'left', resources: [...ids], to: targetId });
    this.#write(targetId, { kind: 'joined', members, episodes });
  }

  /** A better root has appeared; or the root is the same, and in a worse way than when it was named. */
  #followRoot(id: IncidentId, group: CauseGroup): void {
    const incident = this.#incidents.get(id);
    const root = this.#rootFacts(group.root);
    if (incident === undefined || root === null || !group.members.has(incident.root.id)) return;
    const isWorse = stateRank(root.verdict) < stateRank(incident.root.verdict);
    if (incident.root.id === group.root && !isWorse) return;
    if (!incident.members.some(({ resource }) => resource.id === group.root)) return;
    this.#nameRoot(incident, root, group);
  }

  #nameRoot(incident: Incident, root: RootFacts, group: CauseGroup): void {
    const because = Object.fromEntries(
      incident.members.map(({ resource: { id }, because: before }) => [
        id,
        group.members.has(id) ? (group.members.get(id) ?? null) : before,
      ]),
    );
    this.#write(incident.id, { kind: 'root-changed', root, from: incident.root.id, because });
  }

  /** Raises the severity of what became worse, and ends what is over. */
  #settle(id: IncidentId): void {
    const incident = this.#incidents.get(id);
    if (incident === undefined) return;
    const goesOn = incident.episodes.filter((episode) => this.#goesOn(episode));
    if (goesOn.length === 0) {
      this.#write(id, { kind: 'resolved' });
      return;
    }
    const { severity, because } = this.#grade(goesOn, incident.members);
    if (severity < incident.severity) this.#write(id, { kind: 'worsened', severity, because });
  }

  #grade(episodes: readonly Episode[], members: readonly Member[]) {
    const inIt = new Set(episodes.map(({ resourceId }) => resourceId));
    const systems = new Set(members.flatMap(({ resource }) => (inIt.has(resource.id) ? [resource.system] : [])));
    return severityOfAll(this.#alarmsOf(episodes), systems.size, this.now);
  }

  #alarmsOf(episodes: readonly Episode[]): readonly AlarmRecord[] {
    return episodes.flatMap((episode) => this.#alarm(episode) ?? []);
  }

  #alarm({ alarmId, resourceId, firedAt }: Episode): AlarmRecord | undefined {
    return this.#byResource.get(resourceId)?.find((alarm) => alarm.id === alarmId && alarm.firedAt === firedAt);
  }

  #goesOn(episode: Episode): boolean {
    return this.#alarm(episode) !== undefined;
  }

  #episodesOf(id: ResourceId): readonly Episode[] {
    return (this.#byResource.get(id) ?? []).flatMap(({ id: alarmId, resourceId, firedAt }) =>
      firedAt === null ? [] : [{ alarmId, resourceId, firedAt }],
    );
  }

  #ownersOf(episodes: readonly Episode[]): readonly Incident[] {
    const keys = new Set(episodes.map(episodeKey));
    const holders = new Set([...keys].flatMap((key) => [...(this.#holders.get(key) ?? [])]));
    return [...holders]
      .flatMap((id) => this.#incidents.get(id) ?? [])
      .filter((incident) => incident.episodes.some((episode) => keys.has(episodeKey(episode))));
  }

  #note({ id, episodes, state, root }: Incident): void {
    if (state === 'open') this.#byRoot.set(root.id, id);
    for (const episode of episodes) {
      const key = episodeKey(episode);
      const holders = this.#holders.get(key);
      if (holders) holders.add(id);
      else this.#holders.set(key, new Set([id]));
    }
  }

  #membersFor(id: IncidentId | null, episodes: readonly Episode[], group: CauseGroup): readonly Member[] {
    const known = new Set((id === null ? [] : (this.#incidents.get(id)?.members ?? [])).map(({ resource }) => resource.id));
    const ids = [...new Set(episodes.map(({ resourceId }) => resourceId))].sort(
      (a, b) => Number(b === group.root) - Number(a === group.root),
    );
    return ids.flatMap((resourceId) => {
      const resource = known.has(resourceId) ? undefined : this.sight.name(resourceId);
      return resource === undefined
        ? []
        : [{ resource, because: group.members.get(resourceId) ?? null, joinedAt: this.now, pinned: false }];
    });
  }

  #rootFacts(id: ResourceId): RootFacts | null {
    const main = mainAlarm(this.#byResource.get(id) ?? []);
    return main === undefined ? null : { id, verdict: main.verdict, reason: main.reason, because: main.because };
  }

  #write(id: IncidentId, body: EntryBody): void {
    const before = this.#incidents.get(id) ?? null;
    const entry: IncidentEntry = { incident: id, seq: (before?.version ?? 0) + 1, at: this.now, by: null, requestId: null, body };
    const after = applyEntry(before, entry);
    this.#incidents.set(id, after);
    if (before !== null && this.#byRoot.get(before.root.id) === id) this.#byRoot.delete(before.root.id);
    this.#note(after);
    this.#entries.push(entry);
  }
}

/** `INC-2041` → 2041. */
export const numberOf = (id: IncidentId): number => Number(id.slice('INC-'.length));
export const incidentIdOf = (number: number): IncidentId => `INC-${String(number)}` as IncidentId;
