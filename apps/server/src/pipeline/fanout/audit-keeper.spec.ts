import type { StoredFinding } from '@weir/store';
import { type CatalogueResource, type DiscoveredQueue, resourceIdOf, type Scope } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { AuditKeeper } from './audit-keeper.js';

const NOW = Date.UTC(2026, 10, 30, 12);
const NORTH: Scope = { accountId: '111122223333', region: 'eu-north-1' };
const WEST: Scope = { accountId: '111122223333', region: 'eu-west-1' };

/** A queue without a dead-letter queue, which is a finding. */
function bareQueue(scope: Scope): CatalogueResource {
  const arn = `arn:aws:sqs:${scope.region}:${scope.accountId}:orders`;
  const queue: DiscoveredQueue = {
    kind: 'queue',
    ...scope,
    arn,
    name: 'orders',
    tags: {},
    config: {
      url: `https://sqs/${arn}`,
      fifo: false,
      visibilityTimeoutSeconds: 30,
      retentionSeconds: 345_600,
      delaySeconds: 0,
      maximumMessageBytes: 262_144,
      createdAt: null,
      redrive: null,
      problems: [],
    },
  };
  return { ...queue, id: resourceIdOf(arn), firstSeen: NOW, lastSeen: NOW, deletedAt: null };
}

/** A rule of the default bus. @param config what differs from the settings of a plain one; null: none is known */
function ruleOf(scope: Scope, config: { readonly targets: readonly [] | null } | null): CatalogueResource {
  const busArn = `arn:aws:events:${scope.region}:${scope.accountId}:event-bus/default`;
  const arn = `arn:aws:events:${scope.region}:${scope.accountId}:rule/orders`;
  const plain = {
    kind: 'rule' as const,
    busArn,
    busName: 'default',
    pattern: '{"source":["shop"]}',
    schedule: null,
    state: 'ENABLED',
    managedBy: null,
    description: null,
    problems: [],
  };
  return {
    kind: 'rule',
    ...scope,
    arn,
    name: 'orders',
    tags: {},
    config: config && { ...plain, targets: config.targets && [] },
    id: resourceIdOf(arn),
    firstSeen: NOW,
    lastSeen: NOW,
    deletedAt: null,
  };
}

const standingOn = ({ id: resourceId }: CatalogueResource, rule: string): StoredFinding => ({
  id: resourceIdOf(rule),
  rule,
  severity: 'loss',
  resourceId,
  document: {},
  firstSeen: NOW - 60_000,
  lastSeen: NOW - 60_000,
  goneAt: null,
  accepted: null,
});

/** An estate whose catalogue fills listing by listing, and what was recorded of each scope. */
class Estate {
  readonly catalogue: CatalogueResource[] = [];
  standing: readonly StoredFinding[] = [];
  readonly recorded: { readonly region: string; readonly rules: readonly string[] }[] = [];
  listings = 0;
  readonly keeper = new AuditKeeper({
    now: () => NOW,
    listings: () => this.listings,
    scopes: () => [NORTH, WEST],
    listedAt: () => NOW,
    store: {
      catalogue: { list: async () => this.catalogue },
      findings: {
        list: async () => this.standing,
        record: async ({ region }: Scope, found: readonly { readonly rule: string }[]) => {
          this.recorded.push({ region, rules: found.map(({ rule }) => rule) });
        },
      },
      state: { load: async () => [] },
    },
  });

  list(scope: Scope): void {
    this.catalogue.push(bareQueue(scope));
    this.listings += 1;
  }
}

describe('AuditKeeper', () => {
  it('audits nothing before something was listed', async () => {
    const estate = new Estate();
    await estate.keeper.run();
    expect(estate.recorded).toEqual([]);
  });

  it('audits anew for each listing that comes in, those begun at the same moment included', async () => {
    const estate = new Estate();
    estate.list(NORTH);
    await estate.keeper.run();
    expect(estate.recorded).toEqual([
      { region: 'eu-north-1', rules: ['queue-without-dead-letter-queue'] },
      { region: 'eu-west-1', rules: [] },
    ]);
    estate.list(WEST);
    await estate.keeper.run();
    expect(estate.recorded.at(-1)).toEqual({ region: 'eu-west-1', rules: ['queue-without-dead-letter-queue'] });
  });

  it.each([
    ['settings were never readable', null, ['rule-loop']],
    ['targets are refused', { targets: null }, ['rule-loop']],
    ['targets were read and are none', { targets: [] }, ['rule-without-targets']],
  ] as const)('mends a rule only where there is something to look through: its %s', async (_name, config, expected) => {
    const estate = new Estate();
    const rule = ruleOf(WEST, config);
    estate.catalogue.push(rule);
    estate.standing = [standingOn(rule, 'rule-loop')];
    estate.listings += 1;
    await estate.keeper.run();
    expect(estate.recorded).toEqual([
      { region: 'eu-north-1', rules: [] },
      { region: 'eu-west-1', rules: expected },
    ]);
  });

  it('rests while nothing was listed since', async () => {
    const estate = new Estate();
    estate.list(NORTH);
    await estate.keeper.run();
    await estate.keeper.run();
    expect(estate.recorded).toHaveLength(2);
  });
});
