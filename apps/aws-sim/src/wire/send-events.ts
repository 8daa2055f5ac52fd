import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsFailure, type EventSource } from '@weir/simulator';
import { encodeEvent, EVENT_STREAM, initialResponse } from './event-stream.js';

/** An answer that goes on for as long as there are events and somebody listens. */
export interface EventAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly events: EventSource;
}

/** Real time between two looks whether the world has something new. */
const LOOK_EVERY_MS = 20;

/** Sends events as they come due by the world's clock, no faster than the listener takes them. */
export async function sendEvents({ headers, events }: EventAnswer, now: () => number, response: ServerResponse): Promise<void> {
  response.writeHead(200, { ...headers, 'content-type': EVENT_STREAM });
  response.write(initialResponse());
  while (!response.closed && !response.destroyed) {
    const event = events.next(now());
    if (event === 'end') break;
    if (event === 'wait') {
      await sleep(LOOK_EVERY_MS);
      continue;
    }
    if (!response.write(encodeEvent(event))) await drained(response);
    if (event instanceof AwsFailure) break;
  }
  response.end();
}

/** Until the listener has taken what was written, or has left. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
