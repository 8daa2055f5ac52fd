import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, storableJson, storableText } from './storable.js';

test('what PostgreSQL cannot hold becomes a replacement character, in values and in keys', () => {
  expect(storableText('a\0b')).toBe('a\uFFFDb');
  expect(storableText('half \uD83D')).toBe('half \uFFFD');
  expect(storableJson({ 'k\0': ['\uDC00', { deep: '\0' }] })).toBe('{"k\uFFFD":["\uFFFD",{"deep":"\uFFFD"}]}');
});

test('everything else stays as it was', () => {
  const kept = ['<script>alert(1)</script>', '\u202Egnol', 'naïve 🦫', "Robert'); DROP TABLE resource;--"];
  expect(JSON.parse(storableJson(kept))).toEqual(kept);
});

test('no string whatever yields JSON that PostgreSQL refuses', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
      const json = storableJson({ value, [text]: text });
      expect(json).not.toMatch(/\\u0000/);
      expect(json.isWellFormed()).toBe(true);
      expect(json).not.toMatch(/\\ud[89a-f]/i);
    }),
  );
});

test('canonical JSON does not depend on the order of keys, nor on keys without a value', () => {
  expect(canonicalJson({ b: 1, a: { d: 2, c: undefined } })).toBe(canonicalJson({ a: { d: 2 }, b: 1 }));
  expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
});
