import type { RedriveEditStep } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { diffBodies, editBody, faultsOfEdit, type ReplaceText } from './edit-body.js';

const replaceText: ReplaceText = (text, pattern, flags, replacement) => text.replaceAll(new RegExp(pattern, flags), replacement);
const edit = (body: string, ...steps: RedriveEditStep[]) => {
  const edited = editBody(body, steps, replaceText);
  return edited.ok ? edited.body : `! ${edited.problem}`;
};
const ORDER = '{"id":7,"items":[{"sku":"a"},{"sku":"b"}],"a/b":{"~":1}}';

describe('an edit of a body', () => {
  it('leaves it byte for byte without steps', () => {
    expect(edit('{ "id" : 7.0 }')).toBe('{ "id" : 7.0 }');
  });

  it.each<[RedriveEditStep, string]>([
    [{ op: 'set', pointer: '/id', value: 8 }, '{"id":8,"items":[{"sku":"a"},{"sku":"b"}],"a/b":{"~":1}}'],
    [{ op: 'set', pointer: '/items/-', value: 'c' }, '{"id":7,"items":[{"sku":"a"},{"sku":"b"},"c"],"a/b":{"~":1}}'],
    [{ op: 'set', pointer: '/__proto__', value: { x: 1 } }, '{"id":7,"items":[{"sku":"a"},{"sku":"b"}],"a/b":{"~":1},"__proto__":{"x":1}}'],
    [{ op: 'remove', pointer: '/items/0' }, '{"id":7,"items":[{"sku":"b"}],"a/b":{"~":1}}'],
    [{ op: 'replace', pointer: '/a~1b/~0', value: null }, '{"id":7,"items":[{"sku":"a"},{"sku":"b"}],"a/b":{"~":null}}'],
    [{ op: 'set', pointer: '', value: [1] }, '[1]'],
    [{ op: 'remove', pointer: '/nothing/here' }, ORDER],
    [{ op: 'replace', pointer: '/nothing', value: 1 }, '! step 1: there is no /nothing'],
    [{ op: 'set', pointer: '/nothing/here', value: 1 }, '! step 1: nothing leads to /nothing/here'],
    [{ op: 'set', pointer: '/items/7', value: 1 }, '! step 1: /items/7 is no place in the list'],
    [
      { op: 'replace-text', pattern: '"SKU":"(\\w)"', ignoreCase: true, replacement: '"sku":"$1$1"' },
      ORDER.replace('"a"', '"aa"').replace('"b"', '"bb"'),
    ],
  ])('takes %j', (step, after) => {
    expect(edit(ORDER, step)).toBe(after);
  });

  it('refuses to write numbers back that JavaScript does not hold', () => {
    const step: RedriveEditStep = { op: 'set', pointer: '/ok', value: true };
    expect(edit('{"id":12345678901234567890}', step)).toContain('cannot be written back exactly');
    expect(edit('{"id":0.1000,"text":"12345678901234567890","e":1e3}', step)).toBe(
      '{"id":0.1,"text":"12345678901234567890","e":1000,"ok":true}',
    );
    expect(edit('no json', step)).toBe('! step 1: the body is no JSON');
  });

  it('tells an expression that cannot be read, and one that takes too long', () => {
    expect(faultsOfEdit([{ op: 'replace-text', pattern: '(', ignoreCase: false, replacement: '' }])).toMatchObject([{ step: 0 }]);
    const slow = editBody('x', [{ op: 'replace-text', pattern: 'x', ignoreCase: false, replacement: '' }], () => null);
    expect(slow).toMatchObject({ ok: false });
  });

  it('tells where two bodies differ', () => {
    expect(diffBodies(ORDER, edit(ORDER, { op: 'set', pointer: '/items/0/sku', value: 'z' }, { op: 'remove', pointer: '/id' }))).toEqual([
      { pointer: '/id', before: '7', after: null },
      { pointer: '/items/0/sku', before: '"a"', after: '"z"' },
    ]);
    expect(diffBodies('a', 'b')).toEqual([{ pointer: '', before: 'a', after: 'b' }]);
  });
});
