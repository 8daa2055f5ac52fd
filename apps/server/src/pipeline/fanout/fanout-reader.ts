import type { FanoutSeries, FanoutToRead, ScopeReader } from '@weir/aws';
import type { FanoutMetric, ResourceId, WeirConfig } from '@weir/contract';
import { type FanoutFamilyName, type ReadOutcome, type Scope, usualFanoutMetrics } from '@weir/domain';
import type { SeriesStore } from '@weir/store';
import { outcomesOf, settleReply } from '../settle-replies.js';
import type { WatchedFanout } from './watched-fanout.js';

export interface FanoutReaderParts {
  readonly aws: { scope(scope: Scope): Pick<ScopeReader, 'readFanoutMetrics'> };
  readonly store: { readonly series: Pick<SeriesStore, 'write' | 'writeAbsences'> };
  readonly config: WeirConfig;
  readonly now: () => number;
  readonly onSamples: (family: string, rows: number) => void;
}

/** One family of one resource, and what to ask of it. */
export interface FanoutQuestion {
  readonly fanout: WatchedFanout;
  readonly family: FanoutFamilyName;
  readonly metrics: readonly FanoutMetric[];
}

/** Minutes to read of some of one scope. */
export interface FanoutRead {
  readonly scope: Scope;
  readonly questions: readonly FanoutQuestion[];
  readonly from: number;
  readonly to: number;
  /** `regular`: what is recent, taken into the windows to judge by. `history`: what is missing, only stored. */
  readonly purpose: 'regular' | 'history';
}

/** One question with what came of it. */
interface Answer {
  readonly question: FanoutQuestion;
  readonly series: readonly FanoutSeries[];
}

/** Reads what passes events on from CloudWatch, settles what came and stores it. */
export class FanoutReader {
  constructor(private readonly parts: FanoutReaderParts) {}

  /**
   * Asks everything in as few calls as possible. What was asked only the questions of quiet times, and has something to tell, is asked the
   * usual ones over the same minutes before anything of it counts.
   * @returns what the answers say of the scope @throws AwsError when nothing was answered
   */
  async read(read: FanoutRead, signal: AbortSignal): Promise<readonly ReadOutcome[]> {
    const quiet = await this.#ask(read, read.questions, signal);
    const stirred = quiet.flatMap(({ question, series }) => furtherQuestion(question, series) ?? []);
    const usual = await this.#ask(read, stirred, signal);
    const fuller = new Map(usual.map((answer) => [keyOf(answer.question), answer]));
    const answers = quiet.map((answer) => fuller.get(keyOf(answer.question)) ?? answer);
    for (const [family, of] of Map.groupBy(answers, ({ question }) => question.family)) await this.#keep(read, family, of);
    return outcomesOf(answers.flatMap(({ series }) => series));
  }

  async #ask({ scope, from, to }: FanoutRead, questions: readonly FanoutQuestion[], signal: AbortSignal): Promise<readonly Answer[]> {
    const now = this.parts.now();
    const { startLatencyNames } = this.parts.config.cloudwatch;
    const toRead = questions.flatMap(({ fanout, family, metrics }) => fanout.queries(family, metrics, startLatencyNames, now));
    if (toRead.length === 0) return [];
    const { series } = await this.parts.aws.scope(scope).readFanoutMetrics({ resources: toRead, from, to, periodSeconds: 60 }, signal);
    notePlaces(toRead, series, new Map(questions.map(({ fanout }) => [fanout.id, fanout])));
    const answered = Map.groupBy(series, ({ resourceId, family }) => `${resourceId} ${family}`);
    return questions.map((question) => ({ question, series: answered.get(keyOf(question)) ?? [] }));
  }

  /** Stores a family's part of the answers and takes it into the windows. */
  async #keep({ from, to, purpose }: FanoutRead, family: FanoutFamilyName, answers: readonly Answer[]): Promise<void> {
    const { store, config, now, onSamples } = this.parts;
    const byId = new Map(answers.map((answer) => [answer.question.fanout.id, answer]));
    const { rows, absences, silences, ends } = settleReply(
      {
        family,
        resourceIds: [...byId.keys()],
        series: answers.flatMap(({ series }) => series),
        from,
        to,
        readAt: now(),
        quietSince: (id) => quietSince(byId.get(id)?.question.fanout, purpose),
      },
      config,
    );
    await store.series.write(rows);
    await store.series.writeAbsences(absences);
    onSamples(family, rows.length);
    for (const row of rows) {
      const question = byId.get(row.resourceId)?.question;
      if (purpose === 'regular') question?.fanout.push(row, question.metrics);
      else question?.fanout.noteActivity(row);
    }
    if (purpose === 'history') return;
    for (const span of absences) byId.get(span.resourceId)?.question.fanout.pushAbsence(span);
    for (const span of silences) byId.get(span.resourceId)?.question.fanout.readings(family).pushSilence(span);
    for (const [id, { provisionalFrom, failure }] of ends) byId.get(id)?.question.fanout.noteRead(family, { provisionalFrom, failure });
  }
}

const keyOf = ({ fanout, family }: Pick<FanoutQuestion, 'fanout' | 'family'>): string => `${fanout.id} ${family}`;

/** What to ask beyond a quiet question that found something; null: nothing. */
function furtherQuestion(question: FanoutQuestion, series: readonly FanoutSeries[]): FanoutQuestion | null {
  const { fanout, family, metrics } = question;
  const usual = usualFanoutMetrics(family, {
    kind: fanout.kind,
    filtered: fanout.surroundings.filtered,
    scheduled: fanout.scheduled,
  });
  const isQuiet = metrics.length < usual.length;
  return isQuiet && series.some(({ points }) => points.some(([, value]) => value > 0)) ? { fanout, family, metrics: usual } : null;
}

function notePlaces(asked: readonly FanoutToRead[], series: readonly FanoutSeries[], byId: ReadonlyMap<ResourceId, WatchedFanout>): void {
  const sets = new Map(asked.flatMap((one) => one.metrics.map((metric) => [`${one.resourceId} ${metric}`, one.dimensionSets] as const)));
  for (const { resourceId, family, metric, answeredBy, answeredAs } of series) {
    if (answeredAs !== null) byId.get(resourceId)?.noteSpelling(metric, answeredAs);
    const dimensions = answeredBy === null ? undefined : sets.get(`${resourceId} ${metric}`)?.[answeredBy];
    if (dimensions) byId.get(resourceId)?.notePlace(family, metric, dimensions);
  }
}

/** A pipe that does not run tells nothing, and of the past nobody knows whether it ran: neither is awaited. */
function quietSince(fanout: WatchedFanout | undefined, purpose: FanoutRead['purpose']): null | undefined {
  if (fanout?.entry.kind !== 'pipe') return null;
  return purpose === 'history' || fanout.entry.config?.currentState !== 'RUNNING' ? undefined : null;
}
