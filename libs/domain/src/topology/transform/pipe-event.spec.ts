import { describe, expect, it } from 'vitest';
import { pipeEvent } from './pipe-event.js';

describe('records as a pipe sees them', () => {
  it.each([
    ['JSON in the body of a message', { body: '{"a":{"b":1}}' }, { body: { a: { b: 1 } } }],
    ['a body that is no JSON', { body: 'hello' }, { body: 'hello' }],
    ['JSON in the data of a record', { data: btoa('{"a":1}') }, { data: { a: 1 } }],
    ['data that is no JSON stays base64', { data: btoa('hello') }, { data: btoa('hello') }],
    ['data that is no text', { data: btoa('\u00ff\u00fe\u00fd') }, { data: btoa('\u00ff\u00fe\u00fd') }],
    ['data that is no base64', { data: 'not base64!' }, { data: 'not base64!' }],
    ['other fields', { id: '{"a":1}' }, { id: '{"a":1}' }],
    ['no object', 'text', 'text'],
  ])('%s', (_, record, expected) => {
    expect(JSON.parse(JSON.stringify(pipeEvent(record)))).toEqual(expected);
  });
});
