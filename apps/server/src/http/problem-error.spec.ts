import { expect, it } from 'vitest';
import { z } from 'zod';
import { invalidInput } from './problem-error.js';

const schema = z.strictObject({
  name: z.string(),
  count: z.int(),
  list: z.array(z.string()).optional(),
  mode: z.string('give a mode').optional(),
});

it.each([
  [{ count: 1 }, 'name: is missing; give a text'],
  [{ name: 'a', count: 'one' }, 'count: must be a number, not a text'],
  [{ name: 'a', count: 1, list: { 0: 'a' } }, 'list: must be a JSON list, not a JSON object'],
  [{ name: 'a', count: 1, mode: 7 }, 'mode: give a mode'],
  [{ name: 'a', count: 1, more: 1 }, 'more: unknown body field; leave it out'],
  [undefined, 'body: is missing; give a JSON object'],
])('says of %j: %s', (value, detail) => {
  const { error } = schema.safeParse(value);
  if (error === undefined) throw new Error('it was taken');
  expect(invalidInput('body', error).detail).toBe(detail);
});
