import { auditRule, type AuditRule } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import type { CatalogueResource } from '../../model/catalogue.js';
import { FanoutIndex } from '../estate/fanout-index.js';
import { matchesPattern, parseEventPattern } from '../matching/index.js';
import { ACCOUNT, topic } from '../testing/small-estate.js';
import { AUDIT_CASES, allow, type AuditCase, DLQ, ruled, SAFE } from './audit-estate.cases.js';
import { auditEstate } from './audit-estate.js';
import { SECURITY_CASES } from './security.cases.js';

const ROWS = [...AUDIT_CASES, ...SECURITY_CASES];

const audit = ({ entries, held }: Pick<AuditCase, 'entries' | 'held'>) =>
  auditEstate({
    index: new FanoutIndex(entries),
    listedAt: (accountId) => (accountId === ACCOUNT ? 1 : null),
    held: () => (held === undefined ? null : { messages: 0, oldestAgeSeconds: null, receives: null, ...held }),
  });

describe('the failure-path audit', () => {
  it.each(ROWS.map((row) => [row.name, row] as const))('%s', (_, row) => {
    expect(
      audit(row)
        .map(({ rule: name, resource }) => `${name} ${resource.name}`)
        .sort(),
    ).toEqual([...row.found].sort());
  });

  it('finds by every rule there is', () => {
    const reached = new Set(ROWS.flatMap(({ found }) => found.map((text) => text.split(' ')[0] as AuditRule)));
    expect(auditRule.options.filter((each) => !reached.has(each))).toEqual([]);
  });

  it('shows the event that gets past a pattern, which the pattern matches', () => {
    const pattern = '{"source":[{"prefix":"shop."}],"detail":{"user":{"role":["admin"]},"state":[{"anything-but":["closed"]}]}}';
    const proofs = audit({ entries: ruled(pattern) }).map(
      ({ evidence }) => evidence.find(({ name }) => name === 'event that passes')?.value,
    );
    expect(proofs).toHaveLength(3);
    const parsed = parseEventPattern(pattern);
    for (const proof of proofs) expect(parsed.ok && matchesPattern(parsed.pattern, JSON.parse(proof ?? ''))).toBe(true);
  });

  it('says of a policy which condition keeps nobody out, and of a dead-letter queue what it cannot know', () => {
    const evidence = (entries: readonly CatalogueResource[], held?: AuditCase['held']) =>
      audit({ entries, ...(held && { held }) }).flatMap((each) => each.evidence.map(({ name, value }) => `${name}: ${value}`));
    expect(evidence([topic('orders', { policy: allow('*', { StringLike: { 'aws:SourceArn': '*' } }) })])).toEqual([
      'policy: Allow, principal *',
      'condition 1 keeps nobody out: StringLike aws:SourceArn *: an asterisk stands for everybody',
    ]);
    expect(evidence([SAFE, DLQ], { messages: 2 })).toEqual([
      'held: 2 messages',
      'oldest arrived: not known',
      'read by: no mapping and no pipe',
      'received in the last measured minute: not measured',
      'alarms of CloudWatch: not looked at by Weir',
    ]);
  });

  it('gives each finding an id that stays', () => {
    const entries = ROWS.flatMap((row) => row.entries);
    const ids = (of: readonly CatalogueResource[]) => audit({ entries: of }).map(({ id }) => id);
    expect(new Set(ids(entries)).size).toBe(ids(entries).length);
    expect(ids(entries).sort()).toEqual(ids([...entries]).sort());
  });
});
