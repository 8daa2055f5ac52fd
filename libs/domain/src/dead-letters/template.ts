import { isList, isObject, type Json } from './read-json.js';

/** Of a list so many elements are looked at, and of an object so many fields: a template is read by people. */
const MOST_ELEMENTS = 50;
const MOST_FIELDS = 200;
/** Of text so much is looked at. */
const MOST_TEXT = 2_000;

/** Fields whose value says what kind of thing it is, rather than which one. */
const TELLING = /^(@?type|.*type|event|eventname|kind|action|op|operation|command|status|state|schema|version|code|.*code|error|reason)$/i;
const ENUM_LIKE = /^[A-Za-z][A-Za-z0-9_.:/ -]{0,63}$/;

/** What begins as JSON and is none: where it breaks off varies, how it begins tells what it was meant to be. */
const BROKEN_JSON = /^\s*[{[]/;
const BROKEN_HEAD = 40;

/** What varies from one message to the next of the same kind, most telling first. */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '{uuid}'],
  [/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?/g, '{time}'],
  [/\d{4}-\d{2}-\d{2}/g, '{date}'],
  [/[\w.%+-]{1,64}@[\w.-]{1,253}\.[A-Za-z]{2,24}/g, '{email}'],
  [/arn:[a-z-]+:[\w-]*:[\w-]*:\d*:[\w/.:-]{1,200}/g, '{arn}'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{8,64}\b/gi, '{hex}'],
  [/-?\d+([.,]\d+)*/g, '{n}'],
];

/** Text with what varies taken out: `order {n} of {email} was not found`. */
export function textTemplate(text: string): string {
  return VARIABLE.reduce((template, [pattern, word]) => template.replace(pattern, word), text.slice(0, MOST_TEXT));
}

/**
 * A value with what varies taken out: fields in the order of their names, what kind of value each has, and the words that tell what it is about.
 * Lists tell each kind of element once. Nothing depends on other messages.
 */
export function bodyTemplate(value: Json, key = ''): string {
  if (isList(value)) return listTemplate(value, key);
  if (isObject(value)) return objectTemplate(value);
  if (typeof value === 'number') return value < 0 ? '{-n}' : '{n}';
  return typeof value === 'string' ? stringTemplate(value, key) : JSON.stringify(value);
}

function stringTemplate(text: string, key: string): string {
  if (text === '') return '""';
  if (TELLING.test(key) && ENUM_LIKE.test(text)) return JSON.stringify(textTemplate(text));
  if (key === '') return BROKEN_JSON.test(text) ? `broken JSON: ${textTemplate(text.slice(0, BROKEN_HEAD))}…` : textTemplate(text);
  const template = textTemplate(text);
  return /^\{\w+\}$/.test(template) ? template : '{text}';
}

function listTemplate(values: readonly Json[], key: string): string {
  const kinds = new Set(values.slice(0, MOST_ELEMENTS).map((value) => bodyTemplate(value, key === '' ? 'element' : key)));
  return `[${[...kinds].sort().join(' | ')}]`;
}

function objectTemplate(value: { readonly [key: string]: Json }): string {
  const keys = Object.keys(value).sort();
  const fields = keys.slice(0, MOST_FIELDS).map((key) => `${nameTemplate(key)}: ${bodyTemplate(value[key] ?? null, key)}`);
  // Objects used as maps have ids for names: each kind of field is told once.
  const kinds = [...new Set(fields)];
  return `{ ${kinds.join(', ')}${keys.length > MOST_FIELDS ? ', …' : ''} }`;
}

/** Names with numbers or ids in them are data. */
const nameTemplate = (key: string): string => (/\d{3}|[0-9a-f]{8}/i.test(key) ? textTemplate(key) : key);
