import { isRecord } from '../services/input.js';

/** Whether a bus lets another account put events on it. Source: EventBridge User Guide, "Permissions for Amazon EventBridge event buses". */
export function letsAccountIn(policy: string | null, accountId: string): boolean {
  const statements = statementsOf(policy).filter((statement) => names(statement, accountId) && isAboutPutting(statement));
  return statements.some(({ Effect }) => Effect === 'Allow') && !statements.some(({ Effect }) => Effect === 'Deny');
}

/** A policy that lets these accounts put events. */
export const policyForAccounts = (busArn: string, accountIds: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: accountIds.map((accountId) => ({
      Sid: `account-${accountId}`,
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: 'events:PutEvents',
      Resource: busArn,
    })),
  });

type Statement = Readonly<Record<string, unknown>>;

function statementsOf(policy: string | null): readonly Statement[] {
  if (policy === null) return [];
  try {
    const document: unknown = JSON.parse(policy);
    return isRecord(document) ? listOf(document['Statement']).filter(isRecord) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function names({ Principal }: Statement, accountId: string): boolean {
  if (Principal === '*') return true;
  return isRecord(Principal) && listOf(Principal['AWS']).some((who) => who === '*' || String(who).includes(accountId));
}

const isAboutPutting = ({ Action }: Statement): boolean =>
  listOf(Action).some((action) => action === 'events:PutEvents' || action === 'events:*');

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
