import type { CatalogueResource } from '../../model/catalogue.js';
import type { FanoutIndex } from '../estate/fanout-index.js';
import { placeOfArn, serviceOfArn, shortName, unqualifiedArn } from '../estate/names.js';
import { judgeRequest, type PolicyAnswer } from '../policies/index.js';

/** Who hands something on. */
export interface Sender {
  readonly service: 'sns.amazonaws.com' | 'events.amazonaws.com';
  /** Of the topic or rule. */
  readonly arn: string;
  /** The role it acts by; null: none, so that the resource itself must let it in. */
  readonly roleArn: string | null;
}

/** Whether what is handed on is let in. `doubts`: it goes on, and this is not known. */
export type Permission = { readonly refuses: string } | { readonly refuses: null; readonly doubts: string | null };

const FREE: Permission = { refuses: null, doubts: null };
const ACTIONS: Readonly<Record<string, string>> = { sqs: 'sqs:SendMessage', sns: 'sns:Publish', lambda: 'lambda:InvokeFunction' };

/**
 * Whether the resource policy of a queue, topic or function lets a service put something there. Services act by such a policy unless they act by a
 * role; permissions of roles, and policies of functions, Weir does not read.
 * Sources: SNS Developer Guide, "Fanout to Amazon SQS queues"; EventBridge User Guide, "Using resource-based policies".
 */
export function mayEnter(targetArn: string, sender: Sender, index: FanoutIndex): Permission {
  const action = ACTIONS[serviceOfArn(targetArn) ?? ''];
  const target = index.byArn(unqualifiedArn(targetArn));
  if (action === undefined || target === undefined) return FREE;
  const policy = policyOf(target);
  const name = shortName(targetArn);
  const who = `${sender.service === 'sns.amazonaws.com' ? 'topic' : 'rule'} ${index.byArn(sender.arn)?.name ?? shortName(sender.arn)}`;
  if (policy === undefined) return { refuses: null, doubts: `whether the policy of ${name} lets ${who} in was not looked at` };
  const own = placeOfArn(sender.arn).accountId ?? '';
  const judged = judgeRequest(policy, {
    action,
    resourceArn: target.arn,
    by:
      sender.roleArn === null
        ? { service: sender.service }
        : { accountId: placeOfArn(sender.roleArn).accountId ?? own, roleArn: sender.roleArn },
    context: sender.roleArn === null ? ofService(sender, own) : ofAccount(own, sender.roleArn),
  });
  const byRoleAtHome = sender.roleArn !== null && placeOfArn(sender.roleArn).accountId === target.accountId;
  if (byRoleAtHome && judged.answer !== 'denied')
    return { refuses: null, doubts: `${who} acts by a role, whose permissions Weir does not read` };
  return permissionOf(judged, policy, `policy of ${name}`, who);
}

/** Left out where the policy was not read. AWS gives every topic one. */
function policyOf(target: CatalogueResource): string | null | undefined {
  if (target.kind === 'queue') return target.config?.policy;
  return target.kind === 'topic' ? (target.config?.policy ?? undefined) : undefined;
}

/**
 * Whether a bus takes an event from another bus. Of its own account only a statement that denies keeps it out: there the rule's role decides.
 * Source: EventBridge User Guide, "Permissions for Amazon EventBridge event buses".
 * @param event what a condition on `events:source` or `events:detail-type` looks at
 */
export function mayCross(
  bus: CatalogueResource & { readonly kind: 'bus' },
  from: { readonly accountId: string; readonly ruleArn: string; readonly roleArn: string | null },
  event: Readonly<Record<string, unknown>>,
): Permission {
  if (bus.config === null)
    return { refuses: null, doubts: `whether the policy of ${bus.name} lets account ${from.accountId} in was not looked at` };
  const text = (key: string): string | null => (typeof event[key] === 'string' ? event[key] : null);
  const judged = judgeRequest(bus.config.policy, {
    action: 'events:PutEvents',
    resourceArn: bus.arn,
    by: { accountId: from.accountId, roleArn: from.roleArn },
    context: {
      ...ofAccount(from.accountId, from.roleArn),
      'events:source': text('source'),
      'events:detail-type': text('detail-type'),
      'events:eventbusinvocation': 'true',
      ...(from.roleArn === null && { 'aws:sourcearn': from.ruleArn, 'aws:sourceaccount': from.accountId }),
    },
  });
  if (from.accountId === bus.accountId && judged.answer !== 'denied') return FREE;
  return permissionOf(judged, bus.config.policy, `policy of ${bus.name}`, `account ${from.accountId}`);
}

function permissionOf(judged: PolicyAnswer, policy: string | null, whose: string, who: string): Permission {
  switch (judged.answer) {
    case 'allowed':
      return FREE;
    case 'denied':
      return { refuses: `the ${whose} denies ${who} to send` };
    case 'not-allowed':
      return { refuses: policy === null ? `there is no ${whose}, so that ${who} may not send` : `the ${whose} does not let ${who} send` };
    case 'unsure':
      return { refuses: null, doubts: `whether the ${whose} lets ${who} send rests on ${judged.on}, which Weir cannot know` };
  }
}

/** What a service tells of itself when it acts for a topic or rule. Source: IAM User Guide, "AWS global condition context keys". */
const ofService = ({ service, arn }: Sender, accountId: string): Readonly<Record<string, string | null>> => ({
  'aws:sourcearn': arn,
  'aws:sourceaccount': accountId,
  'aws:principalservicename': service,
  'aws:principalisawsservice': 'true',
  'aws:securetransport': 'true',
  // A service has no account and belongs to no organisation.
  'aws:principalaccount': null,
  'aws:principalarn': null,
  'aws:principalorgid': null,
  'aws:principalorgpaths': null,
  'aws:sourceowner': null,
  'aws:sourcevpc': null,
  'aws:sourcevpce': null,
});

const ofAccount = (accountId: string, roleArn: string | null): Readonly<Record<string, string | null>> => ({
  'aws:principalaccount': accountId,
  'aws:principalisawsservice': 'false',
  'aws:securetransport': 'true',
  ...(roleArn !== null && { 'aws:principalarn': roleArn }),
});
