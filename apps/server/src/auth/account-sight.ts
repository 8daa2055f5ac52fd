import { type IncidentId, type RedriveId, redriveId, type ResourceId } from '@weir/contract';
import { seesAccount } from '@weir/domain';
import { notFound } from '../http/problem-error.js';
import type { Caller } from './caller.js';

const RESOURCE_ID = /^[a-z2-7]{16}$/;
const INCIDENT_ID = /^INC-\d+$/;
/** By what a document says which resource or account it is about. */
const SUBJECTS = ['accountId', 'id', 'resourceId', 'resource', 'root', 'from', 'to', 'dlq', 'dlqId', 'streamId', 'incident'] as const;

/** Which resource something is about; undefined or null: it is not known. */
export interface Subjects {
  readonly accountOf: (id: ResourceId) => string | undefined;
  /** Its root. */
  readonly ofIncident: (id: IncidentId) => ResourceId | undefined;
  /** Its dead-letter queue. */
  readonly ofRedrive: (id: RedriveId) => Promise<ResourceId | null>;
  readonly ofFinding: (id: string) => Promise<ResourceId | null>;
}

/**
 * Keeps what lies outside somebody's accounts from them: at the edge, where requests come in and answers leave, so that no route can
 * forget to. An incident belongs to the account of its root. Totals still count everything.
 */
export class AccountSight {
  constructor(private readonly subjects: Subjects) {}

  /** @throws ProblemError 404 when a request names what its caller may not see, as if it did not exist */
  async refuseHidden({ principal }: Caller, ...inputs: readonly unknown[]): Promise<void> {
    const accounts = principal?.accounts ?? null;
    if (accounts === null) return;
    for (const input of inputs)
      if (await this.hides(input, accounts))
        throw notFound('What you ask for', 'Take an id from /api/v1/resources; you see only the accounts you were given.');
  }

  /** Whether a question names something outside of these accounts. */
  async hides(question: unknown, accounts: readonly string[]): Promise<boolean> {
    if (this.#names(question, accounts)) return true;
    const { redrive, id, finding } = isPlain(question) ? question : {};
    for (const named of [redrive, id]) {
      const parsed = redriveId.safeParse(named);
      if (parsed.success && this.#names(await this.subjects.ofRedrive(parsed.data), accounts)) return true;
    }
    return typeof finding === 'string' && this.#names(await this.subjects.ofFinding(finding), accounts);
  }

  /** An answer without what its reader may not see. undefined: nothing of it is left. */
  narrow<T>(answer: T, accounts: readonly string[] | null): T | undefined {
    return accounts === null ? answer : (this.#narrow(answer, accounts) as T | undefined);
  }

  #narrow(value: unknown, accounts: readonly string[]): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#narrow(item, accounts)).filter((item) => item !== undefined);
    if (!isPlain(value)) return value;
    if (SUBJECTS.some((field) => this.#isHidden(value[field], accounts, field))) return undefined;
    const kept = Object.entries(value).map(([key, item]) => {
      const narrowed = this.#narrow(item, accounts);
      return [key, narrowed === undefined && item !== undefined ? null : narrowed] as const;
    });
    // Documents by key, as live views are, lose what is hidden; fields of one stay, and say nothing.
    return Object.fromEntries(kept.filter(([key, item]) => item !== null || !key.includes(':')));
  }

  #isHidden(subject: unknown, accounts: readonly string[], field: (typeof SUBJECTS)[number]): boolean {
    if (field === 'accountId') return typeof subject === 'string' && !seesAccount(accounts, subject);
    if (typeof subject === 'string') return this.#names(subject, accounts);
    return (
      isPlain(subject) && (field === 'resource' || field === 'root' || field === 'dlq') && this.#narrow(subject, accounts) === undefined
    );
  }

  /** Whether anything within is the id of what is hidden. */
  #names(value: unknown, accounts: readonly string[]): boolean {
    if (typeof value === 'string') {
      const accountId = value.split(',').map((part) => this.#accountOf(part));
      return accountId.some((id) => id !== undefined && !seesAccount(accounts, id));
    }
    if (Array.isArray(value)) return value.some((item) => this.#names(item, accounts));
    return isPlain(value) && Object.values(value).some((item) => this.#names(item, accounts));
  }

  #accountOf(text: string): string | undefined {
    if (RESOURCE_ID.test(text)) return this.subjects.accountOf(text as ResourceId);
    const root = INCIDENT_ID.test(text) ? this.subjects.ofIncident(text as IncidentId) : undefined;
    return root && this.subjects.accountOf(root);
  }
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
