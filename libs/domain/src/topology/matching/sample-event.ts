import type { Alternative, EventPattern } from './event-pattern.js';
import type { FilterPolicy } from './filter-policy.js';
import { matchesPolicy } from './filter-policy.js';
import type { LeafValue } from './leaf.js';
import { matchesPattern } from './matches-pattern.js';
import { sampleValue } from './sample-value.js';
import type { SnsMessage } from './sns-message.js';

type Tree = { [key: string]: LeafValue | Tree };

/** The plainest event that a pattern matches, with the fields it asks for and no others; null when none is found. */
export function sampleEvent(pattern: EventPattern): object | null {
  return firstOf(pattern.alternatives, (event) => matchesPattern(pattern, event));
}

/** The plainest message that a policy lets pass; null when none is found. */
export function samplePolicyMessage(policy: FilterPolicy): SnsMessage | null {
  for (const fields of policy.pattern.alternatives) {
    const message: SnsMessage | null = policy.scope === 'MessageBody' ? inBody(fields) : inAttributes(fields);
    if (message !== null && matchesPolicy(policy, message)) return message;
  }
  return null;
}

function firstOf(alternatives: readonly Alternative[], isMatch: (event: Tree) => boolean): Tree | null {
  for (const fields of alternatives) {
    const event = nestedSample(fields);
    if (event !== null && isMatch(event)) return event;
  }
  return null;
}

function inBody(fields: Alternative): SnsMessage | null {
  const body = nestedSample(fields);
  return body && { body };
}

function inAttributes(fields: Alternative): SnsMessage | null {
  const attributes: Record<string, LeafValue> = Object.create(null) as Record<string, LeafValue>;
  for (const { path, conditions } of fields) {
    const value = sampleValue(conditions);
    if (value !== undefined) attributes[path] = value;
  }
  return { attributes };
}

/** A plain value for each field; null: two fields stand in each other's way, one within the value of the other. */
export function nestedSample(fields: Alternative): Tree | null {
  const root = Object.create(null) as Tree;
  for (const { path, conditions } of fields) {
    const value = sampleValue(conditions);
    if (value === undefined) continue;
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let tree = root;
    for (const key of keys) {
      const inner = (tree[key] ??= Object.create(null) as Tree);
      if (typeof inner !== 'object' || inner === null) return null;
      tree = inner;
    }
    if (last in tree) return null;
    tree[last] = value;
  }
  return root;
}
