import type { Resource, ResourceKind, SuggestedAction, TopologyChange } from '@weir/contract';
import { changeSentence, suspectChanges } from './describe-incident.js';
import type { Incident } from './incident.js';

export interface SuggestionFacts {
  /** The root as it is now; undefined: it is no longer known. */
  readonly root: Resource | undefined;
  /** The dead-letter queue of the root or the root itself where it is one; undefined: it has none. */
  readonly deadLetters: Resource | undefined;
  /** A reader of the root that is switched off. */
  readonly sleepingReader: Resource | undefined;
  readonly changes: readonly TopologyChange[];
  readonly runbook: string | null;
  readonly now: number;
}

/** SQS keeps messages for fourteen days at most. Source: SQS API reference, SetQueueAttributes, MessageRetentionPeriod. */
const LONGEST_RETENTION_SECONDS = 1_209_600;

type Hint = readonly [title: string, detail: string];

/** What to do about a named reason, where the reason alone says it. */
const BY_REASON: Readonly<Record<string, Hint>> = {
  'dead-lettering': [
    'Fix or roll back what reads it',
    'Messages fail as often as they may. What reads the queue refuses them: look at the dead letters first.',
  ],
  'redelivered-repeatedly': [
    'Fix or roll back what reads it',
    'Messages come back again and again, and no dead-letter queue takes them out. Give it one.',
  ],
  'dead-letters-arriving': ['Look at what fails into it', 'The error of the first dead letter tells more than any metric.'],
  'nobody-receiving': [
    'Start what reads it',
    'Nobody receives. Look for a deployment, a crashed consumer or one that is scaled to nothing.',
  ],
  'none-in-flight': [
    'Start what reads it',
    'Nothing is in flight. Look for a deployment, a crashed consumer or one that is scaled to nothing.',
  ],
  'polls-return-nothing': [
    'Look at who polls it',
    'Consumers poll and get nothing: look at their permission, their region and the queue they name.',
  ],
  'taken-never-finished': [
    'Look at what works on it',
    'Messages are taken and not finished: the work hangs, or what it calls does. Restarting helps if nothing else is known.',
  ],
  'group-blocked': ['Look at the message that blocks its group', 'One message of the group fails and the rest waits behind it.'],
  'deliveries-lost': [
    'Give it a dead-letter queue',
    'What is given up is kept nowhere. A dead-letter queue keeps it while the cause is mended.',
  ],
  'endpoint-failing': [
    'Look at the endpoint',
    'It refuses or fails attempt after attempt. What is under way is tried again until the retry policy ends.',
  ],
  'endpoint-missing': ['Remove the subscription or bring the endpoint back', 'What it delivers to no longer exists.'],
  'dead-letter-queue-refuses': [
    'Let it write to its dead-letter queue',
    'What fails cannot be kept either: look at the policy and the key of the dead-letter queue.',
  ],
  'never-invoked': ['Break the loop', 'EventBridge does not call the target at all, as it does to break a loop.'],
  'matches-itself': [
    'Switch the rule off',
    'It sends to its own bus what it matches itself: every event makes another, and each is billed.',
  ],
  'multiplied-by-edit': ['Take the edit of the pattern back', 'Since the edit it matches many times as much as before.'],
  'policy-edited': ['Take the edit of the filter back', 'Since the edit nothing passes. The tracer shows which field keeps events out.'],
  'everything-filtered': ['Try an event', 'The filter keeps everything out. The tracer shows which field does.'],
  'no-longer-matching': ['Try an event', 'Nothing matches although events come: the tracer shows which field differs.'],
  'source-silent': ['Ask whoever sends', 'Nothing comes in any more. What lies behind is not visible to Weir.'],
  'nothing-arrives': ['Trace a message', 'The topic is busy and nothing arrives: the policy of the queue or its key may refuse.'],
  'pending-confirmation': ['Confirm the subscription', 'Nobody confirmed it, so SNS sends it nothing.'],
  'deliveries-waiting': [
    'Look at the target',
    'Copies are neither delivered nor given up: they are being retried, and die when the retry policy ends.',
  ],
  'target-retried': ['Look at the target', 'It refuses at first. If it goes on, copies die when the retry policy ends.'],
  'dead-letters-waiting': ['Decide about the dead letters', 'What brought them is over. Redrive them, or delete them, before they expire.'],
  'function-failing': ['Fix or roll back the function', 'Most invocations end in an error.'],
  'function-throttled': [
    'Give the function more concurrency',
    'Lambda runs no more of it at once: look at its reserved concurrency and that of the account.',
  ],
  'writes-refused': ['Split the hot shard, or salt the key', 'The page of the stream says which of the two helps, and where to split.'],
  'shard-throttled': ['Split the hot shard, or salt the key', 'The page of the stream says which of the two helps, and where to split.'],
  'stream-throttled': ['Add shards', 'The page of the stream says how many are needed.'],
  'spike-throttled': ['Wait, or warm the stream up', 'An on-demand stream grows to twice its peak of the last 30 days.'],
  'shard-blocked': [
    'Look at the record that blocks the shard',
    'Bisecting a batch on error and a failure destination let the reader get past it.',
  ],
  'batch-retried': ['Look at the batch that is retried', 'Bisecting it on error and a failure destination let the reader get past it.'],
  'reading-ceased': ['Start the reader', 'It read before and no longer does, while records arrive and grow older.'],
  'nothing-read': ['Start the reader', 'It reads nothing, and its lag gains a second per second.'],
  'losing-records': [
    'Raise the retention of the stream',
    'Records expire before they are read. A longer retention keeps those that are left.',
  ],
  'falling-behind': [
    'Give the reader more at once',
    'It reads less than arrives: a larger batch, a higher parallelisation factor, or a faster function.',
  ],
};

/** What to do, most useful first: what changed, what the reason asks for, keeping what would be lost, and putting it back. Deterministic. */
export function suggestActions(incident: Incident, facts: SuggestionFacts): readonly SuggestedAction[] {
  const { root, deadLetters, sleepingReader, changes, runbook } = facts;
  return [
    ...runbookStep(runbook),
    ...changeStep(incident, changes),
    ...(sleepingReader === undefined ? [] : [wakeStep(sleepingReader)]),
    ...(root === undefined ? [] : switchOnStep(root)),
    ...reasonStep(incident, root, deadLetters),
    ...keepSteps(deadLetters ?? root, facts.now),
    ...redriveStep(deadLetters),
  ];
}

const runbookStep = (runbook: string | null): readonly SuggestedAction[] =>
  runbook === null
    ? []
    : [{ id: 'runbook', title: 'Read the runbook', detail: 'What this team wrote down for it.', href: runbook, command: null }];

function changeStep(incident: Incident, changes: readonly TopologyChange[]): readonly SuggestedAction[] {
  const [change] = suspectChanges(incident, changes);
  if (change === undefined) return [];
  const detail = `${changeSentence(change, incident.since)}. Nothing else of it changed nearer to the trouble.`;
  return [
    {
      id: `change:${change.resourceId}`,
      title: 'Look at what changed',
      detail,
      href: pageOf(change.kind, change.resourceId),
      command: null,
    },
  ];
}

function wakeStep({ id, name, consumer }: Resource): SuggestedAction {
  const uuid = consumer?.uuid ?? null;
  return {
    ...{ id: `wake:${id}`, title: `Switch ${name} on`, detail: `It reads the queue and is switched off.`, href: null },
    command: uuid === null ? null : `aws lambda update-event-source-mapping --uuid ${quoted(uuid)} --enabled`,
  };
}

function switchOnStep({ id, kind, name, verdict, fanout }: Resource): readonly SuggestedAction[] {
  if (kind === 'pipe' && verdict.reason === 'pipe-stopped') {
    const command = `aws pipes start-pipe --name ${quoted(name)}`;
    return [
      { id: `start:${id}`, title: 'Start the pipe', detail: 'It is stopped while its source fills.', href: pageOf(kind, id), command },
    ];
  }
  if (fanout?.kind === 'rule' && verdict.reason === 'switched-off-while-busy') {
    const command = `aws events enable-rule --name ${quoted(name)} --event-bus-name ${quoted(fanout.busName)}`;
    return [
      {
        id: `enable:${id}`,
        title: 'Switch the rule on',
        detail: 'Somebody switched it off while events came.',
        href: pageOf(kind, id),
        command,
      },
    ];
  }
  return [];
}

/** Reasons whose dead letters say what is wrong. */
const TOLD_BY_DEAD_LETTERS: ReadonlySet<string> = new Set(['dead-lettering', 'dead-letters-arriving', 'dead-letters-waiting']);

function reasonStep(
  { root: { reason, id } }: Incident,
  root: Resource | undefined,
  deadLetters: Resource | undefined,
): readonly SuggestedAction[] {
  const hint = BY_REASON[reason];
  if (hint === undefined) return [];
  const [title, detail] = hint;
  const page = root === undefined ? null : pageOf(root.kind, id);
  const href = deadLetters !== undefined && TOLD_BY_DEAD_LETTERS.has(reason) ? benchOf(deadLetters) : page;
  return [{ id: `reason:${reason}`, title, detail, href, command: null }];
}

/** A countdown that a longer retention stops. Raising it counts for messages that are held already. */
function keepSteps(held: Resource | undefined, now: number): readonly SuggestedAction[] {
  const config = held?.config;
  if (held === undefined || config == null || held.loss === null || held.loss.earliestAt - now > LONGEST_RETENTION_SECONDS * 1000)
    return [];
  if (config.retentionSeconds >= LONGEST_RETENTION_SECONDS) return [];
  const hours = Math.round(config.retentionSeconds / 3600);
  return [
    {
      id: `keep:${held.id}`,
      title: 'Keep the messages',
      detail: `Raise the retention of ${held.name} from ${String(hours)}\u202fh to 14\u202fd.`,
      href: pageOf('queue', held.id),
      command: `aws sqs set-queue-attributes --queue-url ${quoted(config.url)} --attributes MessageRetentionPeriod=${String(LONGEST_RETENTION_SECONDS)}`,
    },
  ];
}

function redriveStep(deadLetters: Resource | undefined): readonly SuggestedAction[] {
  const held = deadLetters?.latest.visible?.value ?? 0;
  if (deadLetters === undefined || held <= 0) return [];
  return [
    {
      id: `redrive:${deadLetters.id}`,
      title: `Put ${String(held)} dead ${held === 1 ? 'letter' : 'letters'} back, once the cause is mended`,
      detail: `${deadLetters.name} holds them. Before that they would only come back.`,
      href: benchOf(deadLetters),
      command: null,
    },
  ];
}

/** Where its messages are looked at and put back. */
const benchOf = ({ id }: Resource): string => `/dlq/${id}`;

/** Where Weir shows a resource; null: nowhere by itself. */
function pageOf(kind: ResourceKind, id: string): string | null {
  switch (kind) {
    case 'queue':
      return `/queues/${id}`;
    case 'stream':
      return `/streams/${id}`;
    case 'topic':
    case 'pipe':
      return `/fanout/${id}`;
    case 'bus':
    case 'rule':
      return `/bus/${id}`;
    case 'subscription':
    case 'consumer':
    case 'function':
    case 'delivery-stream':
    case 'schedule-group':
      return null;
  }
}

/** Names come from AWS and go into a shell. */
const quoted = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
