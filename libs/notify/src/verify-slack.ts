import { createHmac, timingSafeEqual } from 'node:crypto';

/** https://docs.slack.dev/authentication/verifying-requests-from-slack: what is older may be a replay. */
const WINDOW_SECONDS = 300;

export interface SlackRequest {
  /** `X-Slack-Request-Timestamp` and `X-Slack-Signature`. */
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  /** As it came. */
  readonly body: Buffer;
}

/** Whether Slack sent this within the last five minutes, as far as the signing secret of the app tells. */
export function isFromSlack({ timestamp = '', signature = '', body }: SlackRequest, signingSecret: string, now: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now / 1000 - Number(timestamp)) > WINDOW_SECONDS) return false;
  const expected = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest();
  const given = /^v0=[0-9a-f]{64}$/.test(signature) ? Buffer.from(signature.slice('v0='.length), 'hex') : Buffer.alloc(0);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
