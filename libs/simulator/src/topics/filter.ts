import { filteredBy, parseFilterPolicy, type FilterPolicy, type TypedAttribute } from '@weir/domain';
import type { FilterPolicyScope } from '../estate/topic-blueprint.js';
import type { Words } from '../queue/cohort.js';
import type { FilterReason } from './topic-minutes.js';

/** What a policy makes of a message: it passes, or why it does not. */
export type Verdict = 'passes' | FilterReason;

/** A policy as it is applied again and again. */
export interface Filter {
  /** null: everything passes. */
  readonly policy: FilterPolicy | null;
}

/** Policies that AWS would refuse, drawn or set before they were checked, filter nothing. `text` null: there is none. */
export function filterOf(text: string | null, scope: FilterPolicyScope): Filter {
  const parsed = text === null ? null : parseFilterPolicy(text, scope);
  return { policy: parsed?.ok ? parsed.policy : null };
}

export function judge({ policy }: Filter, { body, attributes }: Words): Verdict {
  if (policy === null) return 'passes';
  const typed = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]): [string, TypedAttribute] => [
    name,
    { type: DataType, value: StringValue ?? BinaryValue },
  ]);
  return filteredBy(policy, { attributes: Object.fromEntries(typed), body }) ?? 'passes';
}
