import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  type RedriveDetail,
  redriveId,
  type RedriveId,
  type RedriveList,
  type RedriveMessageList,
  type RedriveMessageState,
  type RedriveState,
  type RedriveSummary,
  type ResourceId,
} from '@weir/contract';
import type { Store, StoredRedrive } from '@weir/store';
import { invalidFields, notFound } from '../http/problem-error.js';
import { archiveFile, archiveSize } from './message-archive.js';
import { detailRedrive, summariseRedrive } from './summarise-redrive.js';

const LINES_SHOWN = 100;
const DAY_MS = 86_400_000;

interface ListQuery {
  readonly state?: readonly RedriveState[] | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** How far redrives are, as the store has it. Never asks AWS. */
export class RedriveReader {
  constructor(
    private readonly parts: {
      readonly store: Pick<Store, 'redrives'>;
      /** Where this process keeps archives; null: it keeps none. */
      readonly home: string | null;
      readonly now: () => number;
    },
  ) {}

  async list(query: ListQuery, dlqId?: ResourceId): Promise<RedriveList> {
    const { state, limit, cursor } = query;
    const before = cursor === undefined ? undefined : readCursor(cursor);
    const found = await this.parts.store.redrives.list({ dlqId, states: state, before, limit });
    const items = found.map((redrive) => summariseRedrive(redrive, this.parts.now()));
    return { items, nextCursor: found.length === limit ? (found.at(-1)?.id ?? null) : null };
  }

  /** For live views: those that run, and those that ended within a day. */
  async recent(dlqId?: ResourceId): Promise<readonly RedriveSummary[]> {
    const found = await this.parts.store.redrives.list({ dlqId, endedSince: this.parts.now() - DAY_MS, limit: 200 });
    return found.map((redrive) => summariseRedrive(redrive, this.parts.now()));
  }

  /** null: there is none of that id. */
  async detail(id: RedriveId): Promise<RedriveDetail | null> {
    const redrive = await this.parts.store.redrives.one(id);
    return redrive === null ? null : this.whole(redrive);
  }

  /** @throws ProblemError 404 */
  async messages(
    id: RedriveId,
    query: {
      readonly state?: readonly RedriveMessageState[] | undefined;
      readonly possiblyTwice?: boolean | undefined;
      readonly limit: number;
      readonly cursor?: string | undefined;
    },
  ): Promise<RedriveMessageList> {
    await this.existing(id);
    const { state, possiblyTwice, limit, cursor } = query;
    const { items, total } = await this.parts.store.redrives.messages({ id, states: state, possiblyTwice, after: cursor, limit });
    return { items: [...items], total, nextCursor: items.length === limit ? (items.at(-1)?.messageId ?? null) : null };
  }

  /** @throws ProblemError 404 when it has none, or another process keeps it */
  async openArchive(id: RedriveId): Promise<Readable> {
    await this.existing(id);
    const { home } = this.parts;
    if (home === null || (await archiveSize(home, id)) === null)
      throw notFound(`The archive of ${id}`, 'Archives lie under WEIR_HOME/archives of the process that wrote them.');
    return createReadStream(archiveFile(home, id));
  }

  /** @throws ProblemError 404 */
  async existing(id: RedriveId): Promise<StoredRedrive> {
    const redrive = await this.parts.store.redrives.one(id);
    if (redrive === null) throw notFound(`Redrive ${id}`, 'Take the id of a redrive from /api/v1/redrives.');
    return redrive;
  }

  async whole(redrive: StoredRedrive): Promise<RedriveDetail> {
    const { store, home, now } = this.parts;
    const [lines, bytes] = await Promise.all([
      store.redrives.lines(redrive.id, LINES_SHOWN),
      redrive.kind === 'archive' && home !== null ? archiveSize(home, redrive.id) : null,
    ]);
    const { moved, sent } = redrive.counts;
    const archive = bytes === null || home === null ? null : { file: archiveFile(home, redrive.id), messages: moved + sent, bytes };
    return detailRedrive(redrive, { lines, archive }, now());
  }
}

function readCursor(cursor: string): RedriveId {
  const parsed = redriveId.safeParse(cursor);
  if (!parsed.success)
    throw invalidFields('query', [{ field: 'cursor', message: 'pass on the nextCursor of the page before, or leave it out' }]);
  return parsed.data;
}
