import type { RuleTarget } from '@weir/contract';
import { asJsonValue } from './as-json-value.js';
import { jsonIn, jsonText } from './json-text.js';
import { fillTemplate, LONGEST_INPUT, type Filled, type ObjectsInText, type TransformWarning, type Variable } from './fill-template.js';
import { readPath, selectPath } from './json-path.js';
import { splitTemplate } from './template.js';
import { isSetByAws } from './unescaped-uses.js';
import type { JsonValue } from '../matching/read-json.js';

/** What EventBridge hands to a target instead of the event: at most one of the three. */
export type TargetInput = Pick<RuleTarget, 'input' | 'inputPath' | 'inputTransformer'>;

/** What is wrong with a transformation. `field` is such as `inputTransformer.paths.id`; `message` continues it. */
export interface TransformProblem {
  readonly field: string;
  readonly message: string;
}

export type Transformed = ({ readonly ok: true } & Filled) | { readonly ok: false; readonly problems: readonly TransformProblem[] };

/** What the variables that AWS fills in stand for. Source: EventBridge User Guide, input transformation, predefined variables. */
export interface RuleContext {
  readonly ruleArn: string;
  readonly ruleName: string;
  /** ISO 8601. */
  readonly ingestionTime: string;
}

/** The same for pipes. */
export interface PipeContext {
  readonly pipeArn: string;
  readonly pipeName: string;
  readonly sourceArn: string;
  readonly enrichmentArn: string | null;
  readonly targetArn: string;
  /** ISO 8601. */
  readonly ingestionTime: string;
}

/** Source: EventBridge API reference, `InputTransformer`. */
const MOST_VARIABLES = 100;
const LONGEST_TEMPLATE = 8_192;

/** What a target of a rule gets for an event, as text, with what is to be feared from values that AWS does not escape. */
export function transformInput({ input, inputPath, inputTransformer }: TargetInput, event: unknown, context: RuleContext): Transformed {
  const root = asJsonValue(event);
  if (input !== null) return { ok: true, text: input, warnings: [] };
  if (inputPath !== null) return pathInput(inputPath, root);
  if (inputTransformer === null) return withinLength({ text: jsonText(root), warnings: [] }, 'event');
  const { paths, template } = inputTransformer;
  const problems: TransformProblem[] = [];
  const variables = reservedForRule(root, context);
  const names = Object.entries(paths);
  if (names.length > MOST_VARIABLES) {
    problems.push({ field: 'inputTransformer.paths', message: `has ${names.length} variables; at most ${MOST_VARIABLES} are allowed` });
  }
  for (const [name, path] of names.slice(0, MOST_VARIABLES)) {
    const field = `inputTransformer.paths.${name}`;
    const read = readPath(path);
    if (/^aws\./i.test(name)) problems.push({ field, message: 'has a name that begins with AWS, which is reserved' });
    else if (!read.ok) problems.push({ field, message: read.message });
    else variables.set(name, { value: selectPath(root, read.steps), fromEvent: !isSetByAws(path) });
  }
  return filled(template, 'inputTransformer.template', variables, problems, 'as-they-are');
}

/** What a pipe hands to its target or enrichment; `event` is one record as filters see it, see `pipeEvent`. No template: the record. */
export function transformPipeInput(template: string | null, event: unknown, context: PipeContext): Transformed {
  const root = asJsonValue(event);
  if (template === null || template === '') return withinLength({ text: jsonText(root), warnings: [] }, 'event');
  const problems: TransformProblem[] = [];
  const variables = reservedForPipe(root, context);
  if (template.length <= LONGEST_TEMPLATE) {
    for (const part of splitTemplate(template)) {
      if (!('variable' in part) || !part.variable.startsWith('$')) continue;
      const read = readPath(part.variable);
      if (read.ok) variables.set(part.variable, { value: selectPath(root, read.steps), fromEvent: true });
      else problems.push({ field: 'inputTemplate', message: `<${part.variable}> ${read.message}` });
    }
  }
  return filled(template, 'inputTemplate', variables, problems, 'without-quotes');
}

function pathInput(path: string, root: JsonValue): Transformed {
  const read = readPath(path);
  if (!read.ok) return { ok: false, problems: [{ field: 'inputPath', message: read.message }] };
  const value = selectPath(root, read.steps);
  const missing: TransformWarning = { variable: path, kind: 'missing', message: `${path} leads to nothing in this event.` };
  return value === undefined
    ? { ok: true, text: '', warnings: [missing] }
    : withinLength({ text: jsonText(value), warnings: [] }, 'inputPath');
}

function filled(
  template: string,
  field: string,
  variables: ReadonlyMap<string, Variable>,
  problems: TransformProblem[],
  objectsInText: ObjectsInText,
): Transformed {
  if (template.length > LONGEST_TEMPLATE) {
    problems.push({ field, message: `has ${template.length} characters; at most ${LONGEST_TEMPLATE} are allowed` });
    return { ok: false, problems };
  }
  const parts = splitTemplate(template);
  const unknown = new Set(parts.flatMap((part) => ('variable' in part && !variables.has(part.variable) ? [part.variable] : [])));
  if (problems.length === 0) problems.push(...[...unknown].map((name) => ({ field, message: `names <${name}>, which is no variable` })));
  if (problems.length > 0) return { ok: false, problems };
  const result = fillTemplate(parts, variables, objectsInText);
  if (result === null) return tooLong(field);
  const json = jsonIn(result.text);
  return { ok: true, text: json === undefined ? result.text : jsonText(json), warnings: result.warnings };
}

const withinLength = (result: Filled, field: string): Transformed =>
  result.text.length > LONGEST_INPUT ? tooLong(field) : { ok: true, ...result };

const tooLong = (field: string): Transformed => ({
  ok: false,
  problems: [{ field, message: `comes to more than ${LONGEST_INPUT} characters with this event, which no target takes` }],
});

function reservedForRule(event: JsonValue, { ruleArn, ruleName, ingestionTime }: RuleContext): Map<string, Variable> {
  return new Map<string, Variable>([
    ['aws.events.rule-arn', { value: ruleArn, fromEvent: false }],
    ['aws.events.rule-name', { value: ruleName, fromEvent: false }],
    ['aws.events.event.ingestion-time', { value: ingestionTime, fromEvent: false }],
    ['aws.events.event', { value: withoutDetail(event), fromEvent: true }],
    ['aws.events.event.json', { value: event, fromEvent: true }],
  ]);
}

function withoutDetail(event: JsonValue): JsonValue {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event;
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'detail'));
}

function reservedForPipe(event: JsonValue, context: PipeContext): Map<string, Variable> {
  return new Map<string, Variable>([
    ['aws.pipes.pipe-arn', { value: context.pipeArn, fromEvent: false }],
    ['aws.pipes.pipe-name', { value: context.pipeName, fromEvent: false }],
    ['aws.pipes.source-arn', { value: context.sourceArn, fromEvent: false }],
    ['aws.pipes.enrichment-arn', { value: context.enrichmentArn ?? undefined, fromEvent: false }],
    ['aws.pipes.target-arn', { value: context.targetArn, fromEvent: false }],
    ['aws.pipes.event.ingestion-time', { value: context.ingestionTime, fromEvent: false }],
    ['aws.pipes.event', { value: event, fromEvent: true }],
    ['aws.pipes.event.json', { value: event, fromEvent: true }],
  ]);
}
