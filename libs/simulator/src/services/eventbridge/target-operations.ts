import type { TargetBlueprint, TargetInput } from '../../estate/event-blueprint.js';
import { inputFor } from '../../events/target-input.js';
import type { Operation } from '../caller.js';
import { isRecord, optionalText, optionalWhole, records, text, textMap, texts, type RawInput } from '../input.js';
import { listed, nextToken, ruleOf, validation } from './eventbridge-input.js';
import { refuseManaged } from './rule-operations.js';

/** Source: EventBridge User Guide, "Amazon EventBridge quotas". */
const MOST_TARGETS = 5;
const RETRIES = { most: 185, leastAge: 60, mostAge: 86_400 };

export const targetOperations: Readonly<Record<string, Operation>> = {
  ListTargetsByRule(call, input) {
    const targets = [...ruleOf(call, input, 'Rule').lines.values()].map((line) => line.target);
    const page = listed(call, input, targets, ({ id }) => id);
    return { Targets: page.items.map(worded), ...nextToken(page) };
  },

  PutTargets(call, input) {
    const rule = ruleOf(call, input, 'Rule');
    refuseManaged(rule);
    const targets = records(input, 'Targets').map((raw) => targetOf(raw));
    if (targets.length === 0)
      throw validation(
        "1 validation error detected: Value '[]' at 'targets' failed to satisfy constraint: Member must have length greater than or equal to 1",
      );
    const ids = new Set([...rule.lines.keys(), ...targets.map(({ id }) => id)]);
    if (ids.size > MOST_TARGETS) {
      const refused = targets.map(({ id }) => ({
        TargetId: id,
        ErrorCode: 'LimitExceededException',
        ErrorMessage: 'The requested resource exceeds the maximum number allowed.',
      }));
      return { FailedEntryCount: refused.length, FailedEntries: refused };
    }
    for (const target of targets) rule.putTarget(target);
    return { FailedEntryCount: 0, FailedEntries: [] };
  },

  RemoveTargets(call, input) {
    const rule = ruleOf(call, input, 'Rule');
    refuseManaged(rule);
    const unknown = texts(input, 'Ids').filter((id) => !rule.removeTarget(id));
    return {
      FailedEntryCount: unknown.length,
      FailedEntries: unknown.map((TargetId) => ({
        TargetId,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Rule ${rule.place.name} does not have target ${TargetId.slice(0, 64)}.`,
      })),
    };
  },
};

function targetOf(raw: RawInput): TargetBlueprint {
  const [id, arn] = [text(raw, 'Id'), text(raw, 'Arn')];
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(id))
    throw validation(
      `Value '${id.slice(0, 80)}' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
    );
  if (!/^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/.test(arn))
    throw validation(`Parameter ${arn.slice(0, 256)} is not valid. Reason: Provided Arn is not in correct format.`);
  const deadLetter = raw['DeadLetterConfig'];
  const deadLetterArn = isRecord(deadLetter) ? (optionalText(deadLetter, 'Arn') ?? null) : null;
  if (deadLetterArn?.endsWith('.fifo'))
    throw validation('Parameter DeadLetterConfig is not valid. Reason: The dead-letter queue must be a standard queue.');
  return {
    id,
    arn,
    roleArn: optionalText(raw, 'RoleArn') ?? null,
    deadLetterArn,
    retryPolicy: retryPolicyOf(raw['RetryPolicy']),
    input: inputOf(raw),
  };
}

function retryPolicyOf(raw: unknown): TargetBlueprint['retryPolicy'] {
  if (!isRecord(raw)) return null;
  const attempts = optionalWhole(raw, 'MaximumRetryAttempts') ?? RETRIES.most;
  const age = optionalWhole(raw, 'MaximumEventAgeInSeconds') ?? RETRIES.mostAge;
  if (attempts < 0 || attempts > RETRIES.most || age < RETRIES.leastAge || age > RETRIES.mostAge) {
    throw validation('Parameter RetryPolicy is not valid. Reason: MaximumRetryAttempts is 0 to 185, MaximumEventAgeInSeconds 60 to 86400.');
  }
  return { maximumRetryAttempts: attempts, maximumEventAgeSeconds: age };
}

/** At most one of the three. Throws AwsFailure. */
function inputOf(raw: RawInput): TargetInput {
  const [constant, path, transformer] = [optionalText(raw, 'Input'), optionalText(raw, 'InputPath'), raw['InputTransformer']];
  if ([constant, path, transformer].filter((given) => given !== undefined).length > 1) {
    throw validation('Only one of Input, InputPath, or InputTransformer must be provided for target.');
  }
  const input: TargetInput =
    constant !== undefined
      ? { kind: 'constant', text: constant }
      : path !== undefined
        ? { kind: 'path', path }
        : isRecord(transformer)
          ? { kind: 'transformer', paths: textMap(transformer, 'InputPathsMap'), template: text(transformer, 'InputTemplate') }
          : { kind: 'event' };
  const made = inputFor(input, {}, { ruleArn: '', ruleName: '' }, 0);
  if (!made.ok)
    throw validation(`Invalid InputTemplate for target: ${made.problems.map(({ field, message }) => `${field} ${message}`).join('; ')}`);
  return input;
}

function worded(target: TargetBlueprint): Readonly<Record<string, unknown>> {
  const { id, arn, roleArn, deadLetterArn, retryPolicy, input } = target;
  return {
    Id: id,
    Arn: arn,
    ...(roleArn !== null && { RoleArn: roleArn }),
    ...(deadLetterArn !== null && { DeadLetterConfig: { Arn: deadLetterArn } }),
    ...(retryPolicy !== null && {
      RetryPolicy: { MaximumRetryAttempts: retryPolicy.maximumRetryAttempts, MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeSeconds },
    }),
    ...inputWorded(input),
  };
}

function inputWorded(input: TargetInput): Readonly<Record<string, unknown>> {
  switch (input.kind) {
    case 'event':
      return {};
    case 'constant':
      return { Input: input.text };
    case 'path':
      return { InputPath: input.path };
    case 'transformer':
      return { InputTransformer: { InputPathsMap: input.paths, InputTemplate: input.template } };
  }
}
