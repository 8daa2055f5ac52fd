/**
 * The adviser: from the load of a stream to the steps that cool it, in the order to take them.
 *
 *   on demand, AUTO ──► not-applicable
 *   provisioned     ──► the stream as a whole too small: reshard-evenly
 *                   ──► heat that can be divided: split, again and again
 *                   ──► a key that is hot by itself: salt, then split what the suffixes still heat
 *                   ──► no heat, and cold neighbours: merge
 *                   ──► none of these: none
 *
 * Each step is decided, and its outcome foreseen, on the stream as the steps before it leave it, by the arithmetic of `changed`. So taking
 * the steps one by one through `whatIf` gives what they foresee, and no step ever changes what is written in all.
 */
import { writeUtilisation } from '../shard.js';
import { bestCut } from './best-cut.js';
import { coldPairs } from './cold-pairs.js';
import {
  describeHelpless,
  describeMerge,
  describeNone,
  describeNotApplicable,
  describeReshard,
  describeSalt,
  describeSplit,
  describeUnplacedSalt,
} from './describe.js';
import { bestEvenReshard } from './even-reshard.js';
import { ADVICE_LIMITS } from './limits.js';
import { Plan } from './plan.js';
import { dominantKey, greatestSalting, heaviestKey, leastSalting } from './salting.js';
import type { AdviceOptions, AdviceQuestion, StreamAdvice } from './shard-advice.js';
import { sumOf, utilisationOf, type KeyMass, type ShardContent } from './shard-content.js';
import { pictureOf } from './stream-load.js';

/** What to do about the shards of a stream. Without an open shard there are no steps. */
export function adviseShards(question: AdviceQuestion, options: AdviceOptions = {}): StreamAdvice {
  const { contents } = pictureOf(question);
  const plan = new Plan(contents, options);
  const hot = plan.hot();
  if (question.mode === 'ON_DEMAND' || question.distribution === 'AUTO') {
    const reason = question.distribution === 'AUTO' ? 'AUTO' : 'ON_DEMAND';
    for (const content of hot.length > 0 ? hot : plan.busiest()) plan.note(describeNotApplicable(plan, content, reason, hot.length > 0));
  } else {
    // A stream reshards one step at a time: while there is heat, cooling comes first.
    if (hot.length > 0) cool(plan);
    else mergeCold(plan);
    if (plan.steps.length === 0) for (const content of plan.busiest()) plan.note(describeNone(content));
  }
  return { hotShards: hot.map(({ shardId }) => shardId), steps: plan.steps };
}

function cool(plan: Plan): void {
  const [hottest] = plan.hot();
  if (hottest !== undefined && writeUtilisation(sumOf(plan.contents.entries)) > plan.shardQuota) {
    plan.note(describeHelpless(plan, hottest, 'beyond-quota', plan.shardQuota));
    return;
  }
  const reshard = plan.updatesLeft !== 0 ? bestEvenReshard(plan.contents, plan.shardQuota) : null;
  let more: number | null = null;
  if (reshard !== null) {
    plan.take({ shardCount: reshard.shardCount }, (done) => {
      more = bestEvenReshard(done.contents, plan.shardQuota)?.shardCount ?? null;
      return describeReshard(plan, done, reshard, more);
    });
  }
  // Splitting what the next even reshard divides anyway would only spend calls.
  if (more === null) splitHot(plan);
  // A split may leave a child that one key heats by itself, and a salted key may leave what can be split.
  for (let taken = -1; taken !== plan.steps.length;) {
    taken = plan.steps.length;
    saltHot(plan);
    if (more === null) splitHot(plan);
  }
  const left = plan.hot().filter((content) => !plan.isSettled(content));
  const [first] = left;
  if (first !== undefined && more === null && plan.isFull) plan.conclude(describeHelpless(plan, first, 'later', left.length));
}

/** Splits what can be divided, the hottest first, until nothing hot is left of it. */
function splitHot(plan: Plan): void {
  for (let content = next(plan); content !== null; content = next(plan)) {
    const cut = bestCut(content);
    const useful = cut !== null && cut.worst <= (1 - ADVICE_LIMITS.leastRelief) * utilisationOf(content);
    if (!useful || plan.contents.entries.length >= plan.shardQuota) {
      plan.settle(content, describeHelpless(plan, content, useful ? 'quota' : whyIndivisible(content), 0));
      continue;
    }
    const parent = content;
    plan.take({ splitAt: cut.splitAt }, (done) => describeSplit(plan, done, parent, cut.splitAt));
  }
}

function whyIndivisible(content: ShardContent): 'suffix-too-heavy' | 'indivisible' {
  return heaviestKey(content)?.salted === true ? 'suffix-too-heavy' : 'indivisible';
}

const next = (plan: Plan): ShardContent | null =>
  plan.isFull ? null : plan.hottest((content) => !plan.isSettled(content) && dominantKey(content) === null);

/** Salts every key that is hot by itself, the heaviest first. */
function saltHot(plan: Plan): void {
  for (let found = heaviestDominant(plan); found !== null && !plan.isFull; found = heaviestDominant(plan)) {
    const { home, mass } = found;
    const salting = leastSalting(plan.contents, home, mass);
    const most = greatestSalting(plan.contents, home, mass);
    const change = { salt: { key: mass.key, suffixes: salting.suffixes } };
    const taken = plan.take(change, (done) => describeSalt(plan, done, { home, mass, salting, most }));
    // A suffix lands where no shard is: some were not listed, or a reshard is going on. It must be salted all the same.
    if (!taken) plan.settle(home, describeUnplacedSalt(plan, { home, mass, salting, most }));
  }
}

function heaviestDominant(plan: Plan): { home: ShardContent; mass: KeyMass } | null {
  let heaviest: { home: ShardContent; mass: KeyMass } | null = null;
  for (const home of plan.contents.entries) {
    const mass = plan.isSettled(home) ? null : dominantKey(home);
    if (mass === null) continue;
    const more = heaviest === null ? 1 : writeUtilisation(mass.load) - writeUtilisation(heaviest.mass.load);
    // Of equal keys the one whose shard is hotter.
    if (more > 0 || (more === 0 && heaviest !== null && utilisationOf(home) > utilisationOf(heaviest.home))) heaviest = { home, mass };
  }
  return heaviest;
}

function mergeCold(plan: Plan): void {
  for (const [lower, upper] of coldPairs(plan.contents, plan.unsure, plan.peaks.utilisation)) {
    if (plan.isFull) return;
    plan.take({ mergeWith: [lower.shardId, upper.shardId] }, (done) => describeMerge(plan, done, lower, upper));
  }
}
