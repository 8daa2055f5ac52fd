import type { RuleTarget } from '@weir/contract';
import { splitTemplate } from './template.js';

/** A place in a template where a value that senders can choose goes into a JSON string, and is not escaped. */
export interface UnescapedUse {
  readonly variable: string;
  /** Where its value comes from, such as `$.detail.note`. */
  readonly path: string;
  /** Characters from the start of the template, from 1. */
  readonly at: number;
}

/** Fields of an event that AWS sets, or takes as a date only. Source: EventBridge User Guide, event structure. */
const SET_BY_AWS = /^\$\.(?:account|region|id|version|time)$/;

/** Whether no sender can put what it likes at a path of an event. */
export const isSetByAws = (path: string): boolean => SET_BY_AWS.test(path);

const WHOLE_EVENT = /^aws\.(?:events|pipes)\.event(?:\.json)?$/;

/** Every variable inside quotation marks whose value a sender can choose, by the place it stands at. */
export function unescapedUses({ paths, template }: NonNullable<RuleTarget['inputTransformer']>): UnescapedUse[] {
  return quotedUses(template, (variable) => (Object.hasOwn(paths, variable) ? (paths[variable] ?? null) : null));
}

/** The same for the template of a pipe, whose paths stand in it. */
export const unescapedPipeUses = (template: string): UnescapedUse[] =>
  quotedUses(template, (variable) => (variable.startsWith('$') ? variable : null));

function quotedUses(template: string, pathOf: (variable: string) => string | null): UnescapedUse[] {
  return splitTemplate(template).flatMap((part) => {
    if (!('variable' in part) || !part.quoted) return [];
    const path = WHOLE_EVENT.test(part.variable) ? '$' : pathOf(part.variable);
    return path === null || isSetByAws(path) ? [] : [{ variable: part.variable, path, at: part.at }];
  });
}
