import {
  type Audit,
  type AuditGap,
  finding as findingSchema,
  type Finding,
  listedService,
  type Listing,
  type ResourceId,
} from '@weir/contract';
import type { Store, StoredFinding } from '@weir/store';
import { notFound } from '../http/problem-error.js';
import type { FanoutService } from './fanout-service.js';

const DAY_MS = 86_400_000;
/** Mended ones are listed for so long. */
const GONE_DAYS = 90;
const NEVER_LISTED: Listing = { at: null, failure: null };
const SEVERITY_ORDER = ['loss', 'security', 'hygiene'] as const;

/** What of a finding the store keeps as a document. */
const document = findingSchema.pick({ part: true, title: true, evidence: true, fix: true, command: true });

export interface AuditQuery {
  readonly severity?: Finding['severity'] | undefined;
  readonly rule?: Finding['rule'] | undefined;
  readonly resource?: ResourceId | undefined;
  readonly state: 'open' | 'accepted' | 'gone' | 'all';
  /** Of the worst; the counts are of all. */
  readonly limit: number;
}

/** Findings as the collector recorded them, and what people say to them. */
export class AuditService {
  constructor(
    private readonly store: Store,
    private readonly fanout: FanoutService,
  ) {}

  async audit(query: AuditQuery): Promise<Audit> {
    const stored = await this.store.findings.list({
      goneSince: this.fanout.now() - GONE_DAYS * DAY_MS,
      ...(query.resource !== undefined && { resourceIds: [query.resource] }),
    });
    const all = stored.flatMap((each) => this.#findingOf(each) ?? []);
    const open = all.filter(({ goneAt, accepted }) => goneAt === null && accepted === null);
    const count = (severity: Finding['severity']) => open.filter((each) => each.severity === severity).length;
    return {
      items: all
        .filter((each) => isAsked(each, query))
        .sort(bySeverity)
        .slice(0, query.limit),
      open: { loss: count('loss'), security: count('security'), hygiene: count('hygiene') },
      accepted: all.filter(({ goneAt, accepted }) => goneAt === null && accepted !== null).length,
      unseen: this.#unseen(),
      at: stored.reduce<number | null>((latest, { lastSeen }) => Math.max(latest ?? 0, lastSeen), null),
    };
  }

  /** What has no findings for not having been looked at. */
  #unseen(): AuditGap[] {
    return this.fanout.scopes().flatMap(({ accountId, accountName, region, listings }) =>
      listedService.options.flatMap((service) => {
        const listing = listings[service] ?? NEVER_LISTED;
        const isSeen = listing.at !== null && listing.failure === null;
        return isSeen ? [] : [{ accountId, accountName, region, service, listing }];
      }),
    );
  }

  /** @throws ProblemError 404 */
  async accept(id: string, reason: string, by: string): Promise<Finding> {
    const known = await this.store.findings.accept(id, { by, reason }, this.fanout.now());
    return this.#one(id, known);
  }

  /** @throws ProblemError 404 */
  async reopen(id: string): Promise<Finding> {
    return this.#one(id, await this.store.findings.unaccept(id));
  }

  async #one(id: string, known: boolean): Promise<Finding> {
    const stored = known ? (await this.store.findings.list({ goneSince: 0 })).find((each) => each.id === id) : undefined;
    const found = stored && this.#findingOf(stored);
    if (!found) throw notFound(`Finding ${id}`, 'Take the id of a finding from /api/v1/audit.');
    return found;
  }

  /** null: of a resource that is no longer known, or noted by another version. */
  #findingOf({ id, rule, severity, resourceId, document: noted, firstSeen, goneAt, accepted }: StoredFinding): Finding | null {
    const resource = this.fanout.resource(resourceId);
    const said = document.safeParse(noted);
    const kind = findingSchema.pick({ rule: true, severity: true }).safeParse({ rule, severity });
    if (resource === undefined || !said.success || !kind.success) return null;
    const { name, accountId, accountName, region, system } = resource;
    return {
      id,
      ...kind.data,
      resourceId,
      resourceKind: resource.kind,
      resourceName: name,
      accountId,
      accountName,
      region,
      system,
      ...said.data,
      firstSeen,
      goneAt,
      accepted,
    };
  }
}

function isAsked(each: Finding, { severity, rule, state }: AuditQuery): boolean {
  const stands = each.goneAt === null;
  const inState = state === 'all' || (state === 'gone' ? !stands : stands && (state === 'accepted') === (each.accepted !== null));
  return inState && (severity === undefined || each.severity === severity) && (rule === undefined || each.rule === rule);
}

const bySeverity = (a: Finding, b: Finding): number =>
  SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
  a.rule.localeCompare(b.rule) ||
  a.resourceName.localeCompare(b.resourceName) ||
  (a.id < b.id ? -1 : 1);
