import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { redriveId, redrivePlan } from '@weir/contract';
import { newProgress, resourceIdOf } from '@weir/domain';
import type { Store } from '@weir/store';
import { archiveFile } from '../redrive/message-archive.js';
import type { RedriveDocument } from '../redrive/redrive-document.js';

const REDRIVE_REQUEST = '0a1b2c3d-0000-4000-8000-000000000001';
const ARCHIVE_REQUEST = '0a1b2c3d-0000-4000-8000-000000000002';

/** An archive that ended, with its file, and a redrive that nobody runs. */
export async function recordRedrives(store: Store, home: string, dlqArn: string, now: number): Promise<void> {
  const id = resourceIdOf(dlqArn);
  const [, , , region = '', accountId = '', name = ''] = dlqArn.split(':');
  const documentOf = (kind: 'redrive' | 'archive'): RedriveDocument => ({
    ...{ plan: kind === 'redrive' ? redrivePlan.parse({}) : null, groups: null, back: kind === 'redrive', checks: [], incident: null },
    dlq: { id, name, arn: dlqArn, accountId, region, url: 'https://sqs.example/orders-dlq' },
    destinations: [],
    settings: {
      ...{ kind, engine: 'weir', fifo: false, ratePerSecond: 50, canary: { size: 5, watchSeconds: 60, confirm: false }, rampSeconds: 60 },
      ...{ limit: null, lanes: 16, hideSeconds: 120, ambientPerSecond: 0 },
    },
    expected: { low: 3, high: 4 },
  });
  const record = { dlqId: id, startedBy: 'ines', reason: null };
  const start = (kind: 'redrive' | 'archive', requestId: string) =>
    store.redrives.start({ ...record, kind, document: documentOf(kind), progress: newProgress(now), requestId }, now);
  const { redrive: archive } = await start('archive', ARCHIVE_REQUEST);
  await store.redrives.claim(archive.id, [{ id: 'm-1', alias: null, intended: true, failureGroup: 'g' }], now);
  const lines = [{ at: now, kind: 'state' as const, text: '1 message archived and deleted', by: null }];
  const done = { progress: { ...archive.progress, state: 'done' as const }, counts: { ...archive.counts, moved: 1 }, lines, over: true };
  await store.redrives.save(archive.id, done, now);
  await mkdir(dirname(archiveFile(home, archive.id)), { recursive: true });
  await writeFile(archiveFile(home, archive.id), '{"messageId":"m-1","body":"hello"}\n');
  await start('redrive', REDRIVE_REQUEST);
}

/** One request of each route; what was asked for before is answered again without AWS. */
export const redriveExamples = (dlqArn: string) =>
  ({
    dryRunRedrive: [`/api/v1/dlq/${resourceIdOf(dlqArn)}/redrives/dry-run`, { groups: ['g'], edit: [{ op: 'remove', pointer: '/id' }] }],
    startRedrive: [`/api/v1/dlq/${resourceIdOf(dlqArn)}/redrives`, { requestId: REDRIVE_REQUEST }],
    redrivesOfQueue: `/api/v1/dlq/${resourceIdOf(dlqArn)}/redrives?limit=1`,
    startArchive: [`/api/v1/dlq/${resourceIdOf(dlqArn)}/archives`, { confirmedCount: 3, requestId: ARCHIVE_REQUEST }],
    redrives: '/api/v1/redrives?state=done,checking',
    redrive: `/api/v1/redrives/${redriveId.parse('RDV-1')}`,
    redriveMessages: '/api/v1/redrives/RDV-1/messages?state=sending&possiblyTwice=false',
    redriveAction: ['/api/v1/redrives/RDV-2/actions', { kind: 'cancel', reason: 'enough' }],
    redriveArchive: '/api/v1/redrives/RDV-1/archive',
  }) as const;
