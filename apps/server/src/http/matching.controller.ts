import { Controller } from '@nestjs/common';
import { type EventPatternAnswer, type FilterPolicyAnswer, type Problem, routes } from '@weir/contract';
import {
  EventFields,
  explainMatch,
  explainPolicyMatch,
  parseEventPattern,
  parseFilterPolicy,
  readAttributes,
  readJson,
} from '@weir/domain';
import { Endpoint, Input, type InputOf } from './endpoint.js';
import { invalidFields, type ProblemError } from './problem-error.js';

/** Whether patterns match, answered from the question alone. */
@Controller()
export class MatchingController {
  @Endpoint(routes.matchEventPattern)
  eventPattern(@Input(routes.matchEventPattern) { body }: InputOf<typeof routes.matchEventPattern>): EventPatternAnswer {
    const parsed = parseEventPattern(body.pattern, { dialect: body.dialect });
    if (!parsed.ok) throw refused('pattern', parsed.problems);
    const { matched, because } = explainMatch(parsed.pattern, eventFields(body.event));
    return { matched, because: [...because] };
  }

  @Endpoint(routes.matchFilterPolicy)
  filterPolicy(@Input(routes.matchFilterPolicy) { body }: InputOf<typeof routes.matchFilterPolicy>): FilterPolicyAnswer {
    const parsed = parseFilterPolicy(body.policy, body.scope);
    const read = readAttributes(body.attributes);
    if (!parsed.ok) throw refused('policy', parsed.problems);
    if (!read.ok) throw refused('attributes', read.problems);
    const { matched, because, filteredBy } = explainPolicyMatch(parsed.policy, { attributes: read.attributes, body: body.body });
    return { matched, because: [...because], filteredBy };
  }
}

function eventFields(event: unknown): EventFields {
  const read = typeof event === 'string' ? readJson(event) : ({ ok: true, value: event } as const);
  if (!read.ok) throw refused('event', [read.problem]);
  const value: unknown = read.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refused('event', [{ path: '', message: 'must be a JSON object' }]);
  }
  const fields = new EventFields(value);
  if (fields.isTooDeep) throw refused('event', [{ path: '', rule: 'depth', message: 'is nested deeper than EventBridge takes events' }]);
  return fields;
}

interface Fault {
  readonly path: string;
  readonly rule?: string;
  readonly message: string;
}

/** The place is part of the field: `pattern.detail.total[0].numeric`. */
function refused(field: string, faults: readonly Fault[]): ProblemError {
  const errors: NonNullable<Problem['errors']> = faults.map(({ path, rule, message }) => ({
    field: path === '' ? field : `${field}.${path}`,
    message: rule === undefined ? message : `${message} (rule: ${rule})`,
  }));
  return invalidFields('body', errors);
}
