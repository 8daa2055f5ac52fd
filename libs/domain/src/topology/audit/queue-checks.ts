import { countOf, durationText } from '../../verdicts/wording.js';
import { quoted } from '../../streams/advice/commands.js';
import { isMissing } from '../estate/missing.js';
import { shortName } from '../estate/names.js';
import { found, type Audited, type AuditSight, type Check } from './audit-sight.js';

/** Messages that lie in a dead-letter queue for longer are seen by nobody. */
const UNWATCHED_SECONDS = 86_400;
/** Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS": the visibility timeout at least six times the function's. */
const VISIBILITY_TIMEOUTS = 6;

const isDeadLetterQueue = (arn: string, { index }: AuditSight): boolean => index.deliveriesTo(arn).some(({ redrive }) => redrive);

const checkDeadLetters: Check = (entry, sight) => {
  if (entry.kind !== 'queue' || entry.config === null) return [];
  const { redrive, retentionSeconds, fifo } = entry.config;
  if (redrive === null) {
    if (isDeadLetterQueue(entry.arn, sight)) return [];
    return [
      found('queue-without-dead-letter-queue', entry, {
        title: 'A message that always fails is received again and again until it expires, and is then lost.',
        evidence: { retention: durationText(retentionSeconds), redrive: 'none' },
        fix: 'Create a dead-letter queue and set it in the redrive policy, with a maxReceiveCount of about 5.',
      }),
    ];
  }
  const findings: Audited[] = [];
  const target = sight.index.byArn(redrive.deadLetterTargetArn);
  if (target === undefined && isMissing(redrive.deadLetterTargetArn, { ...entry, namedAt: entry.firstSeen }, sight.listedAt))
    findings.push(
      found('dead-letter-queue-missing', entry, {
        title: `Its dead-letter queue ${shortName(redrive.deadLetterTargetArn)} does not exist, so nothing is moved there.`,
        evidence: { deadLetterTargetArn: redrive.deadLetterTargetArn },
        fix: 'Create the queue again, or name another in the redrive policy.',
      }),
    );
  // A standard queue counts retention from the first send, wherever the message lies; FIFO begins anew. Source: SQS Developer Guide, dead-letter queues.
  if (target?.kind === 'queue' && target.config && !fifo && target.config.retentionSeconds <= retentionSeconds)
    findings.push(
      found('dead-letter-retention-not-longer', entry, {
        title: `Time spent here counts in ${target.name}: a message may expire there soon after it arrives.`,
        evidence: {
          retention: durationText(retentionSeconds),
          [`retention of ${target.name}`]: durationText(target.config.retentionSeconds),
        },
        fix: `Give ${target.name} a longer retention than this queue, 14 days at most.`,
        command: `aws sqs set-queue-attributes --region ${quoted(target.region)} --queue-url ${quoted(target.config.url)} --attributes MessageRetentionPeriod=1209600`,
      }),
    );
  if (redrive.maxReceiveCount === 1)
    findings.push(
      found('max-receive-count-one', entry, {
        title: 'One failed receive moves a message to the dead-letter queue, a consumer that restarts included.',
        evidence: { maxReceiveCount: '1' },
        fix: 'Raise maxReceiveCount to 3 or more, unless a second try does harm.',
      }),
    );
  return findings;
};

/**
 * Dead letters that nobody takes: none reads the queue, or what lies in it has lain there for longer than anybody who watched it would leave it.
 * Alarms of CloudWatch Weir does not look at, and who looks in by hand it cannot know: an accepted finding says so.
 */
const checkUnwatched: Check = (entry, sight) => {
  if (entry.kind !== 'queue' || !isDeadLetterQueue(entry.arn, sight)) return [];
  const held = sight.held(entry.id);
  if (held === null || held.messages === 0) return [];
  const readers = readersOf(entry.arn, sight);
  const isOld = (held.oldestAgeSeconds ?? 0) >= UNWATCHED_SECONDS;
  const isRead = readers.length > 0 || (held.receives ?? 0) > 0;
  if (isRead && !isOld) return [];
  const age = held.oldestAgeSeconds === null ? null : durationText(held.oldestAgeSeconds);
  return [
    found('dead-letter-queue-unwatched', entry, {
      title:
        isOld && age !== null
          ? `Messages have lain in it for ${age} and nobody has taken them: nobody watches it.`
          : 'It holds messages, and nothing that Weir sees reads it.',
      evidence: {
        held: countOf(held.messages, 'message', 'messages'),
        'oldest arrived': age === null ? 'not known' : `${age} ago`,
        'read by': readers.length === 0 ? 'no mapping and no pipe' : readers.join(', '),
        'received in the last measured minute': held.receives === null ? 'not measured' : String(held.receives),
        'alarms of CloudWatch': 'not looked at by Weir',
      },
      fix: 'Find out why they failed, put them back or delete them, and give somebody an alarm on it; if somebody has one, accept this with their name.',
    }),
  ];
};

/** Mappings and pipes that take from a queue and are not switched off. */
const readersOf = (arn: string, { index }: AuditSight): readonly string[] =>
  index.entries.flatMap((entry) => {
    if (entry.deletedAt !== null || entry.config === null) return [];
    if (entry.kind === 'consumer') return entry.config.sourceArn === arn && !/^Disabl/.test(entry.config.state ?? '') ? [entry.name] : [];
    return entry.kind === 'pipe' && entry.config.sourceArn === arn && entry.config.currentState === 'RUNNING' ? [entry.name] : [];
  });

const checkMapping: Check = (entry, { index }) => {
  if (entry.kind !== 'consumer' || entry.config?.type !== 'event-source-mapping') return [];
  const { config } = entry;
  const source = index.byArn(config.sourceArn);
  const findings: Audited[] = [];
  if (config.state === 'Disabled')
    findings.push(
      found('mapping-disabled', entry, {
        title: `Nobody reads ${shortName(config.sourceArn)} for ${shortName(config.functionArn ?? entry.arn)}: the mapping is switched off.`,
        evidence: { state: config.state },
        fix: 'Switch it on, or delete it.',
        ...(config.uuid !== null && {
          command: `aws lambda update-event-source-mapping --region ${quoted(entry.region)} --uuid ${quoted(config.uuid)} --enabled`,
        }),
      }),
    );
  if (source?.kind === 'stream' && config.maximumRetries === -1 && config.failureDestinationArn === null)
    findings.push(
      found('mapping-retries-for-ever', entry, {
        title: 'One bad batch is tried until its records expire, and blocks its shard all that time.',
        evidence: { maximumRetryAttempts: 'for ever', 'failure destination': 'none' },
        fix: 'Limit the retries, bisect batches on error, and name a failure destination.',
      }),
    );
  const worker = config.functionArn === null ? undefined : index.byArn(config.functionArn.split(':').slice(0, 7).join(':'));
  const timeout = worker?.kind === 'function' ? (worker.config?.timeoutSeconds ?? null) : null;
  if (
    source?.kind === 'queue' &&
    source.config &&
    timeout !== null &&
    source.config.visibilityTimeoutSeconds < VISIBILITY_TIMEOUTS * timeout
  )
    findings.push(
      found('visibility-below-six-timeouts', source, {
        title: `A message can become visible again while ${worker?.name ?? 'its function'} still works on it, and is then done twice.`,
        part: worker?.name ?? entry.name,
        evidence: {
          'visibility timeout': durationText(source.config.visibilityTimeoutSeconds),
          'timeout of the function': durationText(timeout),
        },
        fix: `Set the visibility timeout to at least ${durationText(VISIBILITY_TIMEOUTS * timeout)}.`,
        command: `aws sqs set-queue-attributes --region ${quoted(source.region)} --queue-url ${quoted(source.config.url)} --attributes VisibilityTimeout=${VISIBILITY_TIMEOUTS * timeout}`,
      }),
    );
  return findings;
};

export const QUEUE_CHECKS: readonly Check[] = [checkDeadLetters, checkUnwatched, checkMapping];
