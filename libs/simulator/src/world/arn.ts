/** Queues of the simulated company live in the public partition. */
export const queueArn = (queue: { readonly accountId: string; readonly region: string; readonly name: string }): string =>
  `arn:aws:sqs:${queue.region}:${queue.accountId}:${queue.name}`;

/** The name in a queue's ARN; null when the text is none. */
export function queueNameOf(arn: string): string | null {
  const match = /^arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:(.+)$/.exec(arn);
  return match?.[1] ?? null;
}
