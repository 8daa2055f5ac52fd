import fc from 'fast-check';

/** Few keys and few values, so that what is made by chance often matches, and often nearly. */
const KEYS = ['a', 'b', 'a.b', 'c'];
const TEXTS = ['', 'a', 'b', 'ab', 'aab', 'B', 'a*b', 'a\\b'];
const NUMBERS = [-1, 0, 1, 1.5, 2, 300];

const key = fc.constantFrom(...KEYS);
const text = fc.constantFrom(...TEXTS);
const number = fc.constantFrom(...NUMBERS);
const leaf = fc.oneof(text, number, fc.boolean(), fc.constant(null));

/** Events of objects, lists and lists of objects, three levels deep. */
export const arbitraryEvent: fc.Arbitrary<object> = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'event' },
    leaf,
    tie('object'),
    fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'event' }),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 3, depthIdentifier: 'event' }),
})).object;

const wildcard = fc
  .array(fc.constantFrom('a', 'b', '\\*', '\\\\', '*'), { minLength: 1, maxLength: 5 })
  .map((signs) => signs.join(''))
  .filter((value) => !value.includes('**') || /\\\*\*/.test(value))
  .filter((value) => !/(^|[^\\])(\\\\)*\*\*/.test(value));
const filled = text.filter((value) => value !== '');
const oneOrMore = <T>(item: fc.Arbitrary<T>) => fc.oneof(item, fc.array(item, { minLength: 1, maxLength: 2 }));

const range = fc.oneof(
  fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), number),
  fc.tuple(fc.constantFrom('>', '>='), number, fc.constantFrom('<', '<='), number).filter(([, low, , high]) => low < high),
);

const condition: fc.Arbitrary<unknown> = fc.oneof(
  leaf,
  fc.record({ prefix: fc.oneof(text, fc.record({ 'equals-ignore-case': text })) }),
  fc.record({ suffix: fc.oneof(text, fc.record({ 'equals-ignore-case': text })) }),
  fc.record({ 'equals-ignore-case': text }),
  fc.record({ wildcard }),
  fc.record({ numeric: range }),
  fc.record({ exists: fc.boolean() }),
  fc.record({
    'anything-but': fc.oneof(
      oneOrMore(text),
      oneOrMore(number),
      fc.record({ prefix: oneOrMore(filled) }),
      fc.record({ suffix: oneOrMore(filled) }),
      fc.record({ 'equals-ignore-case': oneOrMore(text) }),
      fc.record({ wildcard: oneOrMore(wildcard) }),
    ),
  }),
);

const conditions = fc.array(condition, { minLength: 1, maxLength: 3 });

/** Patterns that are well formed, but may ask twice for one path. */
export const arbitraryPattern: fc.Arbitrary<object> = fc.letrec<{ group: object; inner: unknown }>((tie) => ({
  inner: fc.oneof({ maxDepth: 2, depthIdentifier: 'pattern', withCrossShrink: true }, conditions, tie('group')),
  group: fc
    .tuple(
      fc.dictionary(key, tie('inner'), { minKeys: 1, maxKeys: 3 }),
      fc.option(fc.array(fc.dictionary(key, conditions, { minKeys: 1, maxKeys: 2 }), { minLength: 2, maxLength: 3 }), { freq: 3 }),
    )
    .map(([fields, options]) => (options === null ? fields : { ...fields, $or: options })),
})).group;

/** Anything at all, also what is no pattern, with the words of patterns in it. */
export const arbitraryNonsense: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.string(),
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          ...KEYS,
          '$or',
          'prefix',
          'suffix',
          'wildcard',
          'numeric',
          'exists',
          'cidr',
          'anything-but',
          'equals-ignore-case',
          '__proto__',
          'constructor',
        ),
        tie('value'),
        { maxKeys: 3 },
      ),
    ),
  })).value,
);
