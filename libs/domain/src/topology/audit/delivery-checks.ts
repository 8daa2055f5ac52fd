import type { PipeConfig } from '@weir/contract';
import { quoted } from '../../streams/advice/commands.js';
import type { CatalogueOf, CatalogueResource } from '../../model/catalogue.js';
import { isMissing } from '../estate/missing.js';
import { serviceOfArn, shortName, unqualifiedArn } from '../estate/names.js';
import { pipeWork } from '../estate/pipe-state.js';
import { found, type Audited, type AuditSight, type Check } from './audit-sight.js';

/** Protocols whose failures a dead-letter queue of the subscription can keep. Source: SNS Developer Guide, dead-letter queues. */
const KEEPABLE: ReadonlySet<string> = new Set(['sqs', 'lambda', 'http', 'https', 'firehose', 'email', 'email-json', 'sms', 'application']);

const isGone = (arn: string, by: CatalogueResource, { index, listedAt }: AuditSight): boolean =>
  index.byArn(unqualifiedArn(arn)) === undefined && isMissing(arn, { ...by, namedAt: by.firstSeen }, listedAt);

const checkSubscription: Check = (entry, sight) => {
  if (entry.kind !== 'subscription' || entry.config === null) return [];
  const { state, endpoint, protocol, deadLetterTargetArn, topicArn } = entry.config;
  const topic = shortName(topicArn);
  if (state === 'pending')
    return [
      found('subscription-pending', entry, {
        title: `Nobody has confirmed it, so it gets nothing of ${topic}.`,
        evidence: { protocol, endpoint: shortName(endpoint) },
        fix: 'Confirm it from the message SNS sent to the endpoint, or delete it. SNS drops it by itself after three days.',
      }),
    ];
  const findings: Audited[] = [];
  if (isGone(endpoint, entry, sight))
    findings.push(
      found('subscription-endpoint-missing', entry, {
        title: `${shortName(endpoint)} does not exist: every copy is given up at once.`,
        evidence: { endpoint },
        fix: 'Delete the subscription, or create the endpoint again.',
        command: `aws sns unsubscribe --region ${quoted(entry.region)} --subscription-arn ${quoted(entry.arn)}`,
      }),
    );
  if (deadLetterTargetArn === null && entry.config.partial !== true && KEEPABLE.has(protocol))
    findings.push(
      found('subscription-without-dead-letter-queue', entry, {
        title: `What cannot be delivered to ${shortName(endpoint)} is lost.`,
        evidence: { protocol, redrive: 'none' },
        fix: 'Give the subscription a redrive policy with a queue that lets the topic send.',
      }),
    );
  return findings;
};

const checkRule: Check = (entry, sight) => {
  if (entry.kind !== 'rule' || entry.config === null || entry.config.managedBy !== null) return [];
  const { targets, state, busArn, busName } = entry.config;
  const findings: Audited[] = [];
  if (state === 'DISABLED')
    findings.push(
      found('rule-disabled', entry, {
        title: 'It is switched off: what it would match goes nowhere.',
        evidence: { state },
        fix: 'Switch it on, or delete it.',
        command: `aws events enable-rule --region ${quoted(entry.region)} --event-bus-name ${quoted(busName)} --name ${quoted(entry.name)}`,
      }),
    );
  if (targets?.length === 0)
    findings.push(
      found('rule-without-targets', entry, {
        title: 'It matches events and hands them to nobody.',
        fix: 'Give it a target, or delete it.',
      }),
    );
  for (const target of targets ?? []) {
    const name = target.apiDestination?.name ?? shortName(target.arn);
    if (isGone(target.arn, entry, sight))
      findings.push(
        found('target-missing', entry, {
          part: target.id,
          title: `Its target ${name} does not exist: every event is given up at once.`,
          evidence: { target: target.arn },
          fix: 'Remove the target, or create it again.',
          command: `aws events remove-targets --region ${quoted(entry.region)} --event-bus-name ${quoted(busName)} --rule ${quoted(entry.name)} --ids ${quoted(target.id)}`,
        }),
      );
    if (target.deadLetterTargetArn === null)
      findings.push(
        found('target-without-dead-letter-queue', entry, {
          part: target.id,
          title: `What ${name} refuses for a day, or may not be sent to it, is lost.`,
          evidence: { target: target.arn, retries: target.retry?.attempts == null ? '185 within 24 h' : String(target.retry.attempts) },
          fix: 'Give the target a dead-letter queue: a standard queue of this region that lets EventBridge send.',
        }),
      );
    if (target.arn === busArn)
      findings.push(
        found('rule-loop', entry, {
          part: target.id,
          title: 'It sends to the bus it listens to: what it sends it may match again, without end, and every turn is billed.',
          evidence: { bus: busName },
          fix: 'Match on something the forwarded event does not have, or send to another bus.',
        }),
      );
  }
  return findings;
};

function checkPipeState(
  entry: CatalogueOf<'pipe'>,
  { currentState, desiredState, stateReason, sourceArn }: PipeConfig,
): readonly Audited[] {
  const evidence = { state: currentState, 'asked for': desiredState, ...(stateReason !== null && { 'AWS says': stateReason }) };
  const start = `aws pipes start-pipe --region ${quoted(entry.region)} --name ${quoted(entry.name)}`;
  switch (pipeWork(currentState)) {
    case 'stopped':
      return [
        found('pipe-stopped', entry, {
          title: `Nothing is taken from ${shortName(sourceArn)} by it.`,
          evidence: { state: currentState },
          fix: 'Start it, or delete it.',
          command: start,
        }),
      ];
    case 'never-started':
      return [
        found('pipe-not-running', entry, {
          title: `AWS could not ${currentState === 'START_FAILED' ? 'start' : 'create'} it: nothing is taken from ${shortName(sourceArn)}, and what waits there expires.`,
          evidence,
          ...(currentState === 'START_FAILED'
            ? { fix: 'Mend what AWS names, mostly what its role may do, then start it again.', command: start }
            : { fix: 'Mend what AWS names, delete the pipe and create it again.' }),
        }),
      ];
    case 'runs-as-before':
      return [
        found('pipe-change-failed', entry, {
          title: 'AWS could not change it as it was asked to: it works by older settings, or not at all.',
          evidence,
          fix: 'Mend what AWS names, and make the change again.',
        }),
      ];
    case 'runs':
    case 'turning':
      return [];
  }
}

const checkPipe: Check = (entry, sight) => {
  if (entry.kind !== 'pipe' || entry.config === null) return [];
  const { sourceArn, targetArn, deadLetterTargetArn } = entry.config;
  const findings = [...checkPipeState(entry, entry.config)];
  if (isGone(targetArn, entry, sight))
    findings.push(
      found('target-missing', entry, {
        title: `Its target ${shortName(targetArn)} does not exist: every execution fails.`,
        evidence: { target: targetArn },
        fix: 'Give the pipe another target, or create it again.',
      }),
    );
  if (serviceOfArn(sourceArn) === 'kinesis' && deadLetterTargetArn === null)
    findings.push(
      found('pipe-without-dead-letter-queue', entry, {
        title: 'Records of the stream that fail are lost when their retries end.',
        evidence: { source: shortName(sourceArn), 'dead-letter queue': 'none' },
        fix: 'Name a dead-letter queue in the source parameters of the pipe.',
      }),
    );
  return findings;
};

export const DELIVERY_CHECKS: readonly Check[] = [checkSubscription, checkRule, checkPipe];
