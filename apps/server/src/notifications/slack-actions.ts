import { createHash } from 'node:crypto';
import { type IncidentId, incidentId, type SecretRef } from '@weir/contract';
import { isFromSlack, type SecretReader } from '@weir/notify';
import { raw, type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { Log } from '../log.js';

/** Where an app of Slack sends what people press. */
export const SLACK_ACTIONS_PATH = '/api/slack/actions';
const BODY_LIMIT_BYTES = 64 * 1024;
const ACKNOWLEDGE = 'acknowledge';

const pressed = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string().max(60), username: z.string().max(100).optional(), name: z.string().max(100).optional() }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).max(10),
});

export interface SlackActionParts {
  /** Of the apps of all channels. */
  readonly signingSecrets: readonly SecretRef[];
  readonly readSecret: SecretReader;
  /** Does it once, however often the same request id comes. */
  readonly acknowledge: (id: IncidentId, by: string, requestId: string) => Promise<void>;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Acknowledges an incident for who presses the button beneath a message of Slack. Slack carries no access token: it is known by its signature. A
 * request that somebody saw on its way is refused after five minutes, and does nothing a second time before: its id follows from its signature.
 */
export function slackActions(parts: SlackActionParts): RequestHandler {
  const router = Router();
  router.post(SLACK_ACTIONS_PATH, raw({ type: () => true, limit: BODY_LIMIT_BYTES }), (request, response, next) => {
    answer(parts, request, response).catch(next);
  });
  return router;
}

async function answer(parts: SlackActionParts, request: Request, response: Response): Promise<void> {
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body) || !(await isGenuine(parts, request, body))) {
    response.status(401).type('text/plain').send('This is not signed by Slack for a channel of Weir.');
    return;
  }
  const press = pressed.safeParse(payloadOf(body));
  if (press.success) await act(parts, press.data, request.get('x-slack-signature') ?? '');
  // What Weir did not offer is none of its business, and Slack would show an error for anything else.
  response.status(200).end();
}

async function isGenuine({ signingSecrets, readSecret, now }: SlackActionParts, request: Request, body: Buffer): Promise<boolean> {
  const signed = { timestamp: request.get('x-slack-request-timestamp'), signature: request.get('x-slack-signature'), body };
  for (const ref of signingSecrets) if (isFromSlack(signed, await readSecret(ref), now())) return true;
  return false;
}

function payloadOf(body: Buffer): unknown {
  const payload = new URLSearchParams(body.toString('utf8')).get('payload');
  try {
    return JSON.parse(payload ?? '');
  } catch {
    return null;
  }
}

async function act({ acknowledge, log }: SlackActionParts, { user, actions }: z.infer<typeof pressed>, signature: string): Promise<void> {
  const by = `${user.name ?? user.username ?? user.id} (Slack)`;
  for (const { action_id: action, value } of actions) {
    const id = incidentId.safeParse(value);
    if (action !== ACKNOWLEDGE || !id.success) continue;
    try {
      await acknowledge(id.data, by, requestIdOf(`${signature} ${id.data}`));
    } catch (error) {
      // Such as one that is resolved by now: the message says so at its next change.
      log.warn({ error, incident: id.data }, 'an incident could not be acknowledged from Slack');
    }
  }
}

/** A UUID that follows from a text (RFC 9562, version 8). */
function requestIdOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`, digits.slice(20, 32)].join('-');
}
