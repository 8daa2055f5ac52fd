import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transformInput, transformPipeInput, type TargetInput } from './transform-input.js';
import { unescapedPipeUses, unescapedUses } from './unescaped-uses.js';

const CONTEXT = {
  ruleArn: 'arn:aws:events:eu-west-1:210987654321:rule/orders',
  ruleName: 'orders',
  ingestionTime: '2026-11-30T13:00:00Z',
};
const PIPE = {
  pipeArn: 'arn:aws:pipes:eu-west-1:210987654321:pipe/p',
  pipeName: 'p',
  sourceArn: 'arn:aws:sqs:eu-west-1:210987654321:in',
  enrichmentArn: null,
  targetArn: 'arn:aws:sqs:eu-west-1:210987654321:out',
  ingestionTime: '2026-11-30T13:00:00Z',
};
const EVENT = {
  id: '1',
  source: 'shop',
  account: '210987654321',
  detail: { id: 'o-1', note: 'fine', total: 12.5, vip: true, nothing: null, tags: ['a', 'b'], lines: [{ sku: 'x' }, { sku: 'y' }] },
};
const NONE: TargetInput = { input: null, inputPath: null, inputTransformer: null };
const PATHS = {
  id: '$.detail.id',
  note: '$.detail.note',
  total: '$.detail.total',
  vip: '$.detail.vip',
  nothing: '$.detail.nothing',
  tags: '$.detail.tags',
  first: '$.detail.tags[0]',
  skus: '$.detail.lines[*].sku',
  missing: '$.detail.absent',
  account: '$.account',
};

const transform = (template: string, event: unknown = EVENT, paths: Record<string, string> = PATHS) =>
  transformInput({ ...NONE, inputTransformer: { paths, template } }, event, CONTEXT);
const kindsOf = (result: ReturnType<typeof transform>) =>
  result.ok ? result.warnings.map(({ variable, kind }) => `${variable}: ${kind}`) : [];
const noted = (note: string) => ({ ...EVENT, detail: { ...EVENT.detail, note } });

describe('what a target gets', () => {
  it.each<[string, Partial<TargetInput>, string]>([
    ['the event itself', {}, JSON.stringify(EVENT)],
    ['a constant', { input: '{"a": 1}' }, '{"a": 1}'],
    ['a part', { inputPath: '$.detail.tags' }, '["a","b"]'],
    ['an element', { inputPath: '$.detail.lines[1].sku' }, '"y"'],
    ['the whole, by path', { inputPath: '$' }, JSON.stringify(EVENT)],
  ])('%s', (_, input, text) => {
    expect(transformInput({ ...NONE, ...input }, EVENT, CONTEXT)).toEqual({ ok: true, text, warnings: [] });
  });

  it.each([
    ['a text as JSON', '{"id": <id>}', '{"id":"o-1"}'],
    ['a number, a truth value, null', '[<total>, <vip>, <nothing>]', '[12.5,true,null]'],
    ['a list', '{"tags": <tags>}', '{"tags":["a","b"]}'],
    ['an element of a list', '{"tag": <first>}', '{"tag":"a"}'],
    ['a field of every element', '{"skus": <skus>}', '{"skus":["x","y"]}'],
    ['a constant around it', '{"state": [9, <id>, true], "a": "Yes"}', '{"state":[9,"o-1",true],"a":"Yes"}'],
    ['the rule', '{"r": <aws.events.rule-arn>, "n": "<aws.events.rule-name> ran"}', `{"r":"${CONTEXT.ruleArn}","n":"orders ran"}`],
    ['the time', '"at <aws.events.event.ingestion-time>"', '"at 2026-11-30T13:00:00Z"'],
    ['the event', '{"e": <aws.events.event.json>}', JSON.stringify({ e: EVENT })],
    ['the event without detail', '{"e": <aws.events.event>}', '{"e":{"id":"1","source":"shop","account":"210987654321"}}'],
    ['what AWS sets, inside quotation marks', '"from <account>"', '"from 210987654321"'],
    ['no variable', '{"a": "x < y > z"}', '{"a":"x < y > z"}'],
  ])('%s, by template', (_, template, text) => {
    expect(transform(template)).toEqual({ ok: true, text, warnings: [] });
  });

  it('knows a quotation mark behind a backslash from one that ends the text', () => {
    const result = transform('{"a": "order \\"<id>\\" came"}');
    expect(result).toMatchObject({ ok: true, text: '{"a":"order \\"o-1\\" came"}' });
    expect(kindsOf(result)).toEqual(['id: could-inject']);
  });

  it('keeps long numbers as they are', () => {
    const event = { detail: { id: 12345678901234567890n } };
    expect(transform('{"id": <id>}', event)).toMatchObject({ text: '{"id":12345678901234567890}' });
  });
});

describe('values that AWS does not escape', () => {
  it.each([
    ['a quotation mark', 'say "hi"', 'breaks-json'],
    ['a line break', 'one\ntwo', 'breaks-json'],
    ['a backslash at the end', 'C:\\', 'breaks-json'],
    ['a field of its own', 'x","admin":"yes', 'injects-json'],
    ['a field twice', 'x","id":"forged', 'injects-json'],
    ['an escape', 'a\\nb', 'alters-text'],
    ['nothing special', 'all well', 'could-inject'],
  ])('%s inside quotation marks', (_, note, kind) => {
    expect(kindsOf(transform('{"id": <id>, "note": "note: <note>"}', noted(note)))).toEqual([`note: ${kind}`]);
  });

  it('lets a field be injected as AWS would', () => {
    const result = transform('{"note": "<note>"}', noted('x","admin":"yes'));
    expect(result).toMatchObject({ ok: true, text: '{"note":"x","admin":"yes"}' });
  });

  it.each(['say "hi"', 'x","admin":"yes', 'C:\\', 'one\ntwo'])('has nothing to warn of where %j goes in as JSON', (note) => {
    const result = transform('{"note": <note>}', noted(note));
    expect(result).toEqual({ ok: true, text: JSON.stringify({ note }), warnings: [] });
  });

  it('never warns outside of quotation marks, and never misses harm inside of them', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (note) => {
        const outside = transform('{"note": <note>}', noted(note));
        expect(outside).toEqual({ ok: true, text: JSON.stringify({ note }), warnings: [] });
        const inside = transform('{"note": "<note>"}', noted(note));
        const isHarmless = inside.ok && inside.text === JSON.stringify({ note });
        expect(kindsOf(inside)).toEqual([isHarmless ? 'note: could-inject' : (expect.stringMatching(/breaks|injects|alters/) as unknown)]);
      }),
    );
  });

  it('says what leads nowhere', () => {
    expect(kindsOf(transform('{"a": "<missing>", "id": <id>}'))).toEqual(['missing: missing']);
    expect(transformInput({ ...NONE, inputPath: '$.detail.absent' }, EVENT, CONTEXT)).toMatchObject({
      text: '',
      warnings: [{ kind: 'missing' }],
    });
  });

  it('warns of an event inside quotation marks', () => {
    expect(kindsOf(transform('"got <aws.events.event.json>"'))).toEqual(['aws.events.event.json: breaks-json']);
  });
});

describe('transformations that are refused', () => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`v${String(index)}`, '$.detail.id']));
  it.each<[string, string, Record<string, string>, string, string]>([
    ['a variable that is none', '{"a": <nobody>}', PATHS, 'inputTransformer.template', 'names <nobody>'],
    ['too many variables', '{}', many, 'inputTransformer.paths', 'has 101 variables'],
    ['a reserved name', '{}', { 'aws.mine': '$.id' }, 'inputTransformer.paths.aws.mine', 'reserved'],
    ['a path that does not begin', '{}', { a: 'detail.id' }, 'inputTransformer.paths.a', 'begin with $'],
    ['a filter in a path', '{}', { a: '$.detail.lines[?(@.sku)]' }, 'inputTransformer.paths.a', 'no path from character 15'],
    ['a deep scan', '{}', { a: '$..id' }, 'inputTransformer.paths.a', 'no path from character 2'],
    ['a template too long', `"${'x'.repeat(8_191)}"`, {}, 'inputTransformer.template', '8193 characters'],
  ])('%s', (_, template, paths, field, message) => {
    expect(transform(template, EVENT, paths)).toEqual({
      ok: false,
      problems: [{ field, message: expect.stringContaining(message) as unknown }],
    });
  });

  it('a large event put in many times', () => {
    const large = { detail: { id: 'x'.repeat(200_000) } };
    expect(transform(`[${Array.from({ length: 400 }, () => '<id>').join(',')}]`, large)).toMatchObject({ ok: false });
  });
});

describe('templates of pipes', () => {
  const record = { body: { key: 'k', note: 'say "hi"' }, messageId: 'm-1' };
  it.each([
    ['no template', null, JSON.stringify(record)],
    ['a path alone', '<$.messageId>', '"m-1"'],
    ['a field of the body', '{"k": <$.body.key>}', '{"k":"k"}'],
    ['the pipe', '{"p": <aws.pipes.pipe-name>, "t": "<aws.pipes.target-arn>"}', `{"p":"p","t":"${PIPE.targetArn}"}`],
    ['a sentence without quotation marks', 'Hello', 'Hello'],
    ['an object inside quotation marks loses its own', '"<$.body>"', '"{key:k,note:say \\hi\\}"'],
  ])('%s', (_, template, text) => {
    expect(transformPipeInput(template, record, PIPE)).toMatchObject({ ok: true, text });
  });

  it('warns like those of rules', () => {
    expect(transformPipeInput('{"n": "<$.body.note>"}', record, PIPE)).toMatchObject({
      warnings: [{ variable: '$.body.note', kind: 'breaks-json' }],
    });
    expect(transformPipeInput('{"n": <$.body[?>}', record, PIPE)).toMatchObject({ ok: true });
    expect(transformPipeInput('{"n": <$..x>}', record, PIPE)).toMatchObject({ ok: false, problems: [{ field: 'inputTemplate' }] });
  });
});

describe('what an audit finds in a template', () => {
  it('names every place inside quotation marks that a sender can fill', () => {
    const template = '{"a": <id>, "b": "<note> and <id>", "c": "<account> <aws.events.rule-name>", "d": "<aws.events.event.json>"}';
    expect(unescapedUses({ paths: PATHS, template })).toEqual([
      { variable: 'note', path: '$.detail.note', at: 19 },
      { variable: 'id', path: '$.detail.id', at: 30 },
      { variable: 'aws.events.event.json', path: '$', at: 84 },
    ]);
    expect(unescapedPipeUses('{"a": <$.body.a>, "b": "<$.body.b>"}')).toEqual([{ variable: '$.body.b', path: '$.body.b', at: 25 }]);
  });
});
