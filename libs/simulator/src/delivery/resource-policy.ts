import { isRecord } from '../services/input.js';
import type { Sender } from './parcel.js';

/**
 * Whether a resource policy lets a service act: an Allow that applies and no Deny that does. As much of the policy language as such
 * policies use; a condition that is not understood holds for nobody. Text that is no policy allows nothing.
 * Source: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements: Condition operators".
 */
export function allows(policy: string | undefined, action: string, resource: string, sender: Sender): boolean {
  let allowed = false;
  for (const statement of statementsOf(policy)) {
    if (!applies(statement, action, resource, sender)) continue;
    if (statement['Effect'] === 'Deny') return false;
    if (statement['Effect'] === 'Allow') allowed = true;
  }
  return allowed;
}

/** A policy that lets one service act for the given sources. */
export const policyFor = (action: string, resource: string, service: string, sourceArns: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: sourceArns.map((sourceArn, at) => ({
      Sid: `source-${at + 1}`,
      Effect: 'Allow',
      Principal: { Service: service },
      Action: action,
      Resource: resource,
      Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
    })),
  });

type Statement = Readonly<Record<string, unknown>>;

function statementsOf(policy: string | undefined): readonly Statement[] {
  if (policy === undefined) return [];
  try {
    const document: unknown = JSON.parse(policy);
    return isRecord(document) ? listOf(document['Statement']).filter(isRecord) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function applies(statement: Statement, action: string, resource: string, sender: Sender): boolean {
  return (
    includesSender(statement['Principal'], sender) &&
    listOf(statement['Action']).some((pattern) => isLike(action.toLowerCase(), String(pattern).toLowerCase())) &&
    listOf(statement['Resource'] ?? '*').some((pattern) => isLike(resource, String(pattern))) &&
    meetsConditions(statement['Condition'], sender)
  );
}

function includesSender(principal: unknown, sender: Sender): boolean {
  if (principal === '*') return true;
  if (!isRecord(principal)) return false;
  return listOf(principal['Service']).includes(sender.service) || listOf(principal['AWS']).includes('*');
}

function meetsConditions(conditions: unknown, sender: Sender): boolean {
  if (conditions === undefined) return true;
  if (!isRecord(conditions)) return false;
  return Object.entries(conditions).every(
    ([operator, keys]) =>
      isRecord(keys) && Object.entries(keys).every(([key, values]) => meets(operator, valueOf(key, sender), listOf(values).map(String))),
  );
}

/** Condition keys are case-insensitive. null: a key that a service's request does not carry here. */
function valueOf(key: string, sender: Sender): string | null {
  switch (key.toLowerCase()) {
    case 'aws:sourcearn':
      return sender.arn;
    case 'aws:sourceaccount':
      return sender.accountId;
    default:
      return null;
  }
}

function meets(operator: string, value: string | null, wanted: readonly string[]): boolean {
  if (value === null) return false;
  switch (operator) {
    case 'StringEquals':
      return wanted.includes(value);
    case 'ArnEquals':
    case 'ArnLike':
    case 'StringLike':
      return wanted.some((pattern) => isLike(value, pattern));
    default:
      return false;
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** `*` stands for anything, `?` for one character. */
function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
