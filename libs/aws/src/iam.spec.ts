import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { API_QUOTAS } from './quotas.js';

interface Statement {
  readonly Sid?: string;
  readonly Action: string | readonly string[];
}

const page = readFileSync(new URL('../../../docs/IAM.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, json]) => JSON.parse(json ?? '') as { Statement?: Statement[] } & Statement,
);
const actionsOf = ({ Action }: Statement): readonly string[] => (typeof Action === 'string' ? [Action] : Action);
const granted = blocks.flatMap((block) => (block.Statement ?? [block]).flatMap(actionsOf));

/** Sampling records of streams has statements of its own, of which not every reader makes use. */
const apis = Object.keys(API_QUOTAS).filter((api) => !/kinesis:(Get|Subscribe)/.test(api));
const isSampling = (action: string): boolean => /kinesis:(Get|Subscribe|Register|Deregister)|kms:/.test(action);

describe('docs/IAM.md', () => {
  it('grants every call Weir makes, and none it does not make', () => {
    // Roles of their own may need the same action.
    const named = new Set(granted.filter((action) => !isSampling(action)));
    expect([...named].sort()).toEqual([...apis].sort());
  });

  it('says of every call what becomes of Weir without it', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('|'));
    const untold = apis.filter((api) => api !== 'sts:AssumeRole' && !rows.some((row) => row.includes(`\`${api}\``)));
    expect(untold).toEqual([]);
  });
});
