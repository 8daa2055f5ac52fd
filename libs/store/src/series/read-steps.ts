import { absenceReason, type AbsenceReason, type EpochMs } from '@weir/contract';
import type { Database } from '../database/database.js';
import { numberArray, parseNumbers } from '../database/sql.js';
import { floorTo, HOUR, LAYERS, MINUTE, retentionFloor } from './layers.js';
import type { ReadPlan } from './plan-read.js';
import { subtractSpans, type ReasonedSpan, type Span } from './spans.js';
import {
  minutesStatement,
  OTHER_MINUTES,
  otherRollupsStatement,
  rollupsStatement,
  samplesStatement,
  type HowMany,
  type Statement,
} from './step-statements.js';
import { Steps, stretchesOf, type Combination, type StepPart } from './steps.js';

/** Stands for a series that does not exist: PostgreSQL counts them from 1. */
export const NO_SERIES = 0;

/** CloudWatch has mostly told a minute by then. SQS's own readings of younger ones are read at once, not only when they turn out missing. */
const TOLD_WITHIN_MS = 15 * MINUTE;

/** The series of one resource. */
export interface Sources {
  /** The series that answers best. */
  readonly best: number;
  /** The series that answers for what the best one does not say. */
  readonly other: number;
}

/** What is read of them. */
export interface StepQuery {
  readonly plan: ReadPlan;
  readonly combination: Combination;
  /** Place of the metric in the rows of the best series and of the other, from 0; null: no other has it. */
  readonly index: { readonly best: number; readonly other: number | null };
  readonly now: EpochMs;
}

/** What is known of one resource. */
export interface Reading {
  readonly steps: Steps;
  /** What is missing of each of its series and why, the best first; each sorted and without overlap. */
  readonly absences: readonly (readonly ReasonedSpan<AbsenceReason>[])[];
}

/**
 * Reads several resources, in their order. It takes one statement, and a second one where the other series may know what the best does not,
 * which mostly is nowhere.
 */
export async function readSteps(database: Database, query: StepQuery, sources: readonly Sources[]): Promise<readonly Reading[]> {
  const { plan, combination } = query;
  if (plan.points === 0 || sources.length === 0) return sources.map(() => ({ steps: new Steps(plan.points, combination), absences: [] }));
  const answers = new Map((await askFirst(database, query, sources)).map((answer) => [answer.number, answer]));
  const readings = sources.map((of, number) => {
    const answer = answers.get(number);
    if (!answer) throw new Error('a question without an answer');
    const steps = new Steps(plan.points, combination);
    steps.add(answer.part);
    steps.fill(answer.young);
    const absences = [of.best, of.other].map((series) => answer.absences.get(series) ?? []);
    const lacking = of.other === NO_SERIES ? [] : lackingOf(query, steps, answer.openHours).map((span) => ({ ...span, ...of, number }));
    return { steps, absences, lacking };
  });
  const lacking = readings.flatMap((reading) => reading.lacking);
  if (lacking.length === 0) return readings;
  const statement = plan.layer === 'raw' ? OTHER_MINUTES : otherRollupsStatement(plan.layer, combination);
  const stretches = [numberArray(lacking.map(({ from }) => from)), numberArray(lacking.map(({ to }) => to))];
  for (const { number, part } of await ask(database, statement, [...parametersOf(query, lacking, 'many'), ...stretches])) {
    const stretch = lacking[number];
    if (stretch) readings[stretch.number]?.steps.add(part);
  }
  return readings;
}

async function askFirst(database: Database, query: StepQuery, sources: readonly Sources[]): Promise<readonly Answer[]> {
  const { plan, combination, now } = query;
  const howMany = sources.length === 1 ? 'one' : 'many';
  const parameters = parametersOf(query, sources, howMany);
  if (plan.layer !== 'raw') {
    const fromHour = floorTo(plan.from, HOUR);
    const reopenedFrom = Math.max(fromHour, retentionFloor(LAYERS.raw, now));
    return ask(database, rollupsStatement(plan.layer, combination, howMany), [...parameters, new Date(fromHour), new Date(reopenedFrom)]);
  }
  return plan.stepMs === MINUTE
    ? ask(database, minutesStatement(howMany), [...parameters, new Date(now - TOLD_WITHIN_MS)])
    : ask(database, samplesStatement(combination, howMany), parameters);
}

/** Where the best series does not know every minute of a step, and the other was not asked yet. */
function lackingOf({ plan, now }: StepQuery, { known }: Steps, openHours: readonly EpochMs[]): readonly Span[] {
  const { layer, stepMs, from } = plan;
  // Coarser steps of minutes are read from both series.
  const until = layer !== 'raw' ? now : stepMs === MINUTE ? now - TOLD_WITHIN_MS : from;
  const isLacking = (place: number) => from + place * stepMs < until && (known[place] ?? 0) < stepMs / MINUTE;
  // So are open hours.
  const open = openHours.map((hour) => ({ from: hour, to: hour + HOUR }));
  return subtractSpans(stretchesOf(plan, isLacking), open);
}

/** What a statement says of the resource or stretch with this number, counted from 0. */
interface Answer {
  readonly number: number;
  readonly part: StepPart;
  /** Young minutes of the other series. */
  readonly young: StepPart;
  /** Starts of the hours that were read from the samples of both series. */
  readonly openHours: readonly EpochMs[];
  /** By series. */
  readonly absences: ReadonlyMap<number, readonly ReasonedSpan<AbsenceReason>[]>;
}

/** Arrays are null where they would be empty. */
interface AnswerRow {
  /** Counted from 1. */
  readonly number: number;
  readonly places: string | null;
  readonly known?: string | null;
  readonly values: string | null;
  readonly settledTo?: EpochMs | null;
  readonly otherPlaces?: string | null;
  readonly otherValues?: string | null;
  readonly openHours?: string | null;
  readonly absences?: readonly AbsenceRow[] | null;
}

interface AbsenceRow extends ReasonedSpan<string> {
  readonly series: number;
}

async function ask(database: Database, statement: Statement, parameters: readonly unknown[]): Promise<readonly Answer[]> {
  const { rows } = await database.pool.query<AnswerRow>({ ...statement, values: [...parameters] });
  return rows.map((row) => ({
    number: row.number - 1,
    part: {
      places: wholeNumbers(row.places),
      known: row.known ? wholeNumbers(row.known) : null,
      values: parseNumbers(row.values ?? '{}'),
      settledTo: row.settledTo ?? null,
    },
    young: { places: wholeNumbers(row.otherPlaces), known: null, values: parseNumbers(row.otherValues ?? '{}'), settledTo: null },
    openHours: wholeNumbers(row.openHours),
    absences: absencesOf(row.absences ?? []),
  }));
}

function absencesOf(rows: readonly AbsenceRow[]): ReadonlyMap<number, readonly ReasonedSpan<AbsenceReason>[]> {
  const absences = new Map<number, ReasonedSpan<AbsenceReason>[]>();
  for (const { series, from, to, reason } of rows) {
    const span = { from, to, reason: absenceReason.parse(reason) };
    const known = absences.get(series);
    if (known) known.push(span);
    else absences.set(series, [span]);
  }
  return absences;
}

/** The numbers of an array that holds no nulls. */
const wholeNumbers = (text: string | null | undefined): readonly number[] =>
  (text ? parseNumbers(text) : []).filter((number) => number !== null);

/** The parameters common to all statements. */
function parametersOf({ plan, index }: StepQuery, sources: readonly Sources[], howMany: HowMany): readonly unknown[] {
  const best = sources.map((source) => source.best);
  const other = sources.map((source) => source.other);
  return [
    ...(howMany === 'one' ? [best[0], other[0]] : [numberArray(best), numberArray(other)]),
    new Date(plan.from),
    new Date(plan.to),
    `${plan.stepMs / 1000} seconds`,
    index.best + 1,
    // No array has a place 0.
    index.other === null ? 0 : index.other + 1,
  ];
}
