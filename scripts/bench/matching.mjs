import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  EventFields,
  explainMatch,
  matchesPattern,
  matchesPolicy,
  MessageFields,
  parseEventPattern,
  parseFilterPolicy,
  RuleSet,
} from '@weir/domain';
import { ROOT } from '../bootstrap/paths.mjs';
import { busEvents, filterPolicies, messageAttributes, plainPatterns, rulePatterns } from './matching-rules.mjs';
import { comparison, figure, inTurns, quartiles } from './measure.mjs';
import { otherMatcher } from './other-matcher.mjs';

const RULES = 1_000;
const EVENTS = 500;
/** The other matcher takes tens of microseconds for a check. */
const PLAIN_RULES = 200;
const PLAIN_EVENTS = 50;
const POLICIES = 200;
const MESSAGES = 1_000;
/** A hundred thousand checks a second and core. */
const AIM_NS = 10_000;

/**
 * Events against a thousand rules: one rule after the other, and all of them by their index. Beside them the one matcher
 * of event patterns on npm that is kept, on rules that it reads as AWS does; filter policies beside the matcher of fauxqs.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function patternMatching({ quick, signal }) {
  const patterns = rulePatterns(RULES).map(parsePattern);
  const rules = new RuleSet(patterns.map((pattern, number) => /** @type {const} */ ([number, pattern])));
  const events = busEvents(EVENTS);
  const texts = events.map((event) => JSON.stringify(event));
  const found = verifyRules(patterns, rules, events);

  const turns = { warmUps: 2, turns: quick ? 3 : 9, signal };
  const { oneByOne, indexed, fromText, explained } = await inTurns(
    {
      oneByOne: async () => seconds(() => events.forEach((event) => countMatches(patterns, new EventFields(event)))),
      indexed: async () => seconds(() => events.forEach((event) => rules.matching(event))),
      fromText: async () => seconds(() => texts.forEach((text) => rules.matching(JSON.parse(text)))),
      explained: async () => seconds(() => explainEach(patterns, events)),
    },
    turns,
  );
  const checkNs = (quartiles(oneByOne).median * 1e9) / (EVENTS * RULES);
  const perSecond = (/** @type {readonly number[]} */ taken) => EVENTS / quartiles(taken).median / 1e3;
  return [
    figure(`One rule after the other, ${grouped(RULES)} rules, per check`, 'ns', checkNs, AIM_NS),
    figure('  … million checks a second and core', 'M/s', 1_000 / checkNs),
    figure('  … thousand events a second and core', 'k/s', perSecond(oneByOne)),
    figure(`All ${grouped(RULES)} rules by their index, thousand events a second and core`, 'k/s', perSecond(indexed)),
    figure('  … as million checks a second and core', 'M/s', (perSecond(indexed) * RULES) / 1e3),
    figure('  … with JSON.parse of the event, thousand events a second', 'k/s', perSecond(fromText)),
    figure('  … rules that match an event, on average', 'rules', found / EVENTS),
    figure('Explain one rule, thousand a second and core', 'k/s', perSecond(explained)),
    ...(await plainRules(turns)),
    ...(await policies(turns)),
  ];
}

/**
 * Both get events as text and rules one after the other, as the other matcher knows no index.
 *
 * @param {Parameters<typeof inTurns>[1]} turns
 */
async function plainRules(turns) {
  const matches = await otherMatcher(turns.signal);
  const sources = plainPatterns(PLAIN_RULES);
  const patterns = sources.map(parsePattern);
  const events = busEvents(PLAIN_EVENTS);
  const texts = events.map((event) => JSON.stringify(event));
  const entries = events.map(({ source, 'detail-type': type, detail }) => ({
    Source: source,
    DetailType: type,
    Detail: JSON.stringify(detail),
  }));
  const weir = () => sum(texts.map((text) => countMatches(patterns, new EventFields(JSON.parse(text)))));
  const other = () => sum(entries.map((entry) => sources.filter((source) => matches(source, entry)).length));
  const found = weir();
  if (found === 0 || found !== other()) throw new Error(`Weir finds ${found} matches, the other matcher ${other()}`);
  const measured = await inTurns({ weir: async () => 1_000 * seconds(weir), bare: async () => 1_000 * seconds(other) }, turns);
  const checks = PLAIN_EVENTS * PLAIN_RULES;
  return [
    comparison(
      `${PLAIN_EVENTS} events, each against ${PLAIN_RULES} rules one by one, Weir and serverless-offline-aws-eventbridge`,
      'ms',
      measured,
    ),
    figure('  … Weir, per check with its share of JSON.parse', 'ns', (quartiles(measured.weir).median * 1e6) / checks, AIM_NS),
    figure('  … the other, per check, which parses the detail each time', 'ns', (quartiles(measured.bare).median * 1e6) / checks),
    figure('  … the other takes so many times as long', '×', quartiles(measured.bare).median / quartiles(measured.weir).median),
  ];
}

/** @param {Parameters<typeof inTurns>[1]} turns */
async function policies(turns) {
  const bare = await bareMatcher();
  const sources = filterPolicies(POLICIES);
  const compiled = sources.map((source) => {
    const parsed = parseFilterPolicy(source, 'MessageAttributes');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return parsed.policy;
  });
  const messages = messageAttributes(MESSAGES);
  const requests = messages.map((attributes) =>
    Object.fromEntries(Object.entries(attributes).map(([name, { type, value }]) => [name, { DataType: type, StringValue: value }])),
  );
  const weir = () =>
    sum(
      messages.map((attributes) => {
        const message = new MessageFields({ attributes });
        return compiled.filter((policy) => matchesPolicy(policy, message)).length;
      }),
    );
  const other = () => sum(requests.map((attributes) => sources.filter((source) => bare(source, attributes)).length));
  // Speed is worth nothing without truth.
  if (weir() !== other()) throw new Error(`Weir lets ${weir()} pass, fauxqs ${other()}`);
  const measured = await inTurns({ weir: async () => 1_000 * seconds(weir), bare: async () => 1_000 * seconds(other) }, turns);
  const what = `${grouped(MESSAGES)} messages, each against ${POLICIES} filter policies, Weir and fauxqs`;
  const perCheck = (quartiles(measured.weir).median * 1e6) / (MESSAGES * POLICIES);
  return [comparison(what, 'ms', measured), figure('  … Weir, per check', 'ns', perCheck, AIM_NS)];
}

/**
 * Not among the exports of its package: it is taken by its path.
 *
 * @returns {Promise<(policy: object, attributes: object) => boolean>}
 */
async function bareMatcher() {
  const file = path.join(ROOT, 'node_modules/fauxqs/dist/sns/filter.js');
  return (await import(pathToFileURL(file).href)).matchesFilterPolicy;
}

/** @param {object} source */
function parsePattern(source) {
  const parsed = parseEventPattern(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.pattern;
}

/**
 * The index must find what one rule after the other finds.
 *
 * @param {readonly import('@weir/domain').EventPattern[]} patterns
 * @param {RuleSet<number>} rules
 * @param {readonly object[]} events
 * @returns {number} matches in all
 */
function verifyRules(patterns, rules, events) {
  let matches = 0;
  for (const event of events) {
    const found = rules.matching(event);
    const wanted = patterns.flatMap((pattern, number) => (matchesPattern(pattern, event) ? [number] : []));
    if (found.join() !== wanted.join()) throw new Error(`the index finds ${found.join()} where ${wanted.join()} match`);
    matches += found.length;
  }
  return matches;
}

/**
 * @param {readonly import('@weir/domain').EventPattern[]} patterns
 * @param {EventFields} fields
 */
function countMatches(patterns, fields) {
  let count = 0;
  for (const pattern of patterns) if (matchesPattern(pattern, fields)) count += 1;
  return count;
}

/**
 * @param {readonly import('@weir/domain').EventPattern[]} patterns
 * @param {readonly object[]} events
 */
function explainEach(patterns, events) {
  events.forEach((event, number) => {
    const pattern = patterns[number % patterns.length];
    if (pattern !== undefined) explainMatch(pattern, event);
  });
}

/**
 * Of processor time: nothing here waits for anything, so other work on the machine should not count.
 *
 * @param {() => unknown} work
 */
function seconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const sum = (/** @type {readonly number[]} */ numbers) => numbers.reduce((total, number) => total + number, 0);
const grouped = (/** @type {number} */ count) => count.toLocaleString('en');
