import type { Stage } from './scenario-rounds.js';

/** What was measured of one stage, seconds of simulated time. */
export interface Measured {
  readonly scenario: string;
  readonly name: string;
  readonly verdict: string;
  readonly reason: string;
  readonly edge: string;
  readonly sinceTrouble: number;
  /** Negative: before CloudWatch had told all of it. */
  readonly sinceMetrics: number;
}

interface Found {
  readonly stage: Stage;
  readonly verdict: string;
  readonly edge: string;
  readonly at: number;
}

/** One scenario as it goes through its stages. A stage is over when it was told of and found. */
export class ScenarioWatch {
  readonly #told: number[] = [];
  readonly #found: Found[] = [];

  constructor(
    readonly scenario: string,
    readonly name: string,
    private readonly stages: readonly Stage[],
  ) {}

  /** The one that is not over; undefined: all are. */
  get stage(): Stage | undefined {
    return this.stages[Math.min(this.#told.length, this.#found.length)];
  }

  get isOver(): boolean {
    return this.stage === undefined;
  }

  get hasBegun(): boolean {
    return Math.min(this.#told.length, this.#found.length) > 0;
  }

  get isTold(): boolean {
    return this.#told.length > this.#found.length || this.isOver;
  }

  noteTold(at: number): void {
    if (this.#told.length <= this.#found.length) this.#told.push(at);
  }

  noteFound(verdict: string, edge: string, at: number): void {
    const stage = this.stage;
    if (stage !== undefined && this.#found.length <= this.#told.length) this.#found.push({ stage, verdict, edge, at });
  }

  measured(began: number): readonly Measured[] {
    return this.#found.flatMap(({ verdict, edge, at }, index) => {
      const told = this.#told[index];
      const [state = '', reason = ''] = verdict.split(' ');
      return told === undefined
        ? []
        : [
            {
              scenario: this.scenario,
              name: this.name,
              verdict: state,
              reason,
              edge,
              sinceTrouble: (at - began) / 1000,
              sinceMetrics: (at - told) / 1000,
            },
          ];
    });
  }
}

/** As Markdown. */
export const measuredTable = (rows: readonly Measured[]): string =>
  [
    '| Scenario | Verdict of | Verdict | Reason | Edge | since trouble, s | since metrics, s |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ scenario, name, verdict, reason, edge, sinceTrouble, sinceMetrics }) =>
        `| ${[scenario, name, verdict, reason, edge, sinceTrouble, sinceMetrics].join(' | ')} |`,
    ),
    '',
  ].join('\n');
