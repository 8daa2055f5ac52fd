import { AwsFailure } from './aws-failure.js';
import { optionalText, records, type RawInput } from './input.js';

/** Sources: Amazon SQS Developer Guide, "Amazon SQS message quotas"; Amazon SNS API Reference, PublishBatch. */
const MOST_ENTRIES = 10;

/** How a service names its batches. */
export interface BatchStyle {
  /** The member that holds the entries. */
  readonly field: string;
  /** What codes of the query protocol begin with. */
  readonly codePrefix: string;
}

export const SQS_BATCH: BatchStyle = { field: 'Entries', codePrefix: 'AWS.SimpleQueueService.' };

/**
 * Carries out a batch. `prepare` checks one entry and returns what to do; what it throws fails that entry only, except that a batch
 * too long as a whole fails as a whole, before anything was done.
 */
export function readBatch(
  input: RawInput,
  { field, codePrefix }: BatchStyle,
  prepare: (entry: RawInput) => () => Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const refusal = (shape: string, message: string): AwsFailure => new AwsFailure(shape, message, 400, `${codePrefix}${shape}`);
  const entries = records(input, field);
  if (entries.length === 0) throw refusal('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MOST_ENTRIES) {
    throw refusal(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map((entry) => optionalText(entry, 'Id') ?? '');
  if (ids.some((id) => !/^[A-Za-z0-9_-]{1,80}$/.test(id))) {
    throw refusal(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  if (new Set(ids).size < ids.length)
    throw refusal('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');

  const failed: object[] = [];
  const attempt = <Result>(id: string, act: () => Result): Result | null => {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof AwsFailure) || error.shape === 'BatchRequestTooLong') throw error;
      failed.push({ Id: id, SenderFault: error.status < 500, Code: error.queryCode, Message: error.message });
      return null;
    }
  };
  const prepared = entries.map((entry, at) => ({ id: ids[at] ?? '', act: attempt(ids[at] ?? '', () => prepare(entry)) }));
  const successful = prepared.flatMap(({ id, act }) => {
    const result = act && attempt(id, act);
    return result ? [{ Id: id, ...result }] : [];
  });
  return { Successful: successful, Failed: failed };
}
