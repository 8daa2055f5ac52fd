import type { EpochMs, IncidentId, IncidentState, NewSilence, ResourceId, Silence } from '@weir/contract';
import type { AlarmRecord, AlarmTransition, Incident, IncidentEntry, PeoplesSettings, SilenceSpan } from '@weir/domain';

/** A silence as stored: all of it but what depends on the moment it is looked at. */
export type StoredSilence = Omit<Silence, 'state' | 'silences'> & SilenceSpan;

export interface AlarmQuery {
  readonly states?: readonly AlarmRecord['state'][] | undefined;
  readonly resourceIds?: readonly ResourceId[] | undefined;
  readonly ids?: readonly string[] | undefined;
}

export interface IncidentQuery {
  readonly ids?: readonly IncidentId[] | undefined;
  readonly states?: readonly IncidentState[] | undefined;
  /** Open, or resolved at this moment or later. */
  readonly endedSince?: EpochMs | undefined;
  /** With this root or this reason of the root. */
  readonly like?: { readonly rootId: ResourceId; readonly reason: string } | undefined;
  /** The newest, 10,000 by default. */
  readonly limit?: number | undefined;
}

/** What the judge of one collector found. */
export interface AlarmCommit {
  readonly alarms: readonly AlarmRecord[];
  readonly transitions: readonly AlarmTransition[];
  readonly at: EpochMs;
}

/** What grouping stands on, read in the transaction that stores what it concludes. */
export interface GroupingSight {
  /** All that are pending, firing or resolving, of every account. */
  readonly alarms: readonly AlarmRecord[];
  /** Open ones, those with an episode that goes on, and those that ended since. */
  readonly incidents: readonly Incident[];
  readonly newId: () => IncidentId;
}

/** What an action stands on, read under the lock that grouping takes too. */
export interface ActionSight {
  /** null: there is none of that id. */
  readonly incident: Incident | null;
  /** Its whole log. */
  readonly log: readonly IncidentEntry[];
  /** The other incident that the action names; null: none, or there is none of that id. */
  readonly other: Incident | null;
  readonly newId: () => IncidentId;
  /** The alarms of its episodes as they are now. */
  readonly alarms: readonly AlarmRecord[];
  /** The entry that this request wrote before; null: it is new. */
  readonly doneBefore: IncidentEntry | null;
}

/** Alarms, incidents, silences, and how alarms are set. */
export interface TriageStore {
  alarms(query?: AlarmQuery): Promise<readonly AlarmRecord[]>;
  /** In `[from, to)`, oldest first. Beyond the limit the oldest are left out. */
  alarmTransitions(query: {
    readonly resourceIds?: readonly ResourceId[] | undefined;
    readonly from: EpochMs;
    readonly to: EpochMs;
    readonly limit: number;
  }): Promise<readonly AlarmTransition[]>;
  /**
   * Stores alarms as they are now with their transitions, and what grouping makes of all alarms: one transaction, with a change
   * notice. Groupings run one after another, over all processes.
   * @param group must not depend on anything but what it is given: a transaction that fails is not repeated, but the next look makes up for it
   */
  commitAlarms(
    commit: AlarmCommit,
    endedSince: EpochMs,
    group: (sight: GroupingSight) => readonly IncidentEntry[],
  ): Promise<readonly IncidentEntry[]>;
  /** The newest first. */
  incidents(query?: IncidentQuery): Promise<readonly Incident[]>;
  /** Oldest first. */
  log(id: IncidentId): Promise<readonly IncidentEntry[]>;
  /** Which incident has the episode of an alarm that goes on, by alarm. */
  owners(alarmIds: readonly string[]): Promise<ReadonlyMap<string, IncidentId>>;
  /** Reads, decides and appends in one transaction. `decide` returns what to append, and anything to hand back. */
  act<Result>(
    of: { readonly id: IncidentId; readonly other: IncidentId | null; readonly requestId: string | null },
    decide: (sight: ActionSight) => { readonly entries: readonly IncidentEntry[]; readonly result: Result },
  ): Promise<Result>;
  /** Those that have not ended, and those that ended at this moment or later. */
  silences(endedSince: EpochMs): Promise<readonly StoredSilence[]>;
  addSilence(silence: NewSilence & { readonly author: string }, at: EpochMs): Promise<StoredSilence>;
  /** null: there is none of that id. One that has ended stays as it is. */
  endSilence(id: string, by: string, at: EpochMs): Promise<StoredSilence | null>;
  settings(): Promise<readonly PeoplesSettings[]>;
  /** `settings: null` forgets what people set in the scope. */
  setSettings(of: Omit<PeoplesSettings, 'settings'> & { readonly settings: PeoplesSettings['settings'] | null }): Promise<void>;
}
