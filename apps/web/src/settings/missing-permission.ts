/** The AWS action named in a refusal, such as `sqs:GetQueueAttributes denied for role weir-reader`. Null when none is named. */
export function missingAction(detail: string): string | null {
  return /\b[a-z][a-z0-9-]{1,30}:[A-Z][A-Za-z]{2,60}\b/.exec(detail)?.[0] ?? null;
}

/** A policy document that allows reading actions, ready to attach to the role. */
export function policyFor(actions: readonly string[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [...actions], Resource: '*' }] }, null, 2);
}
