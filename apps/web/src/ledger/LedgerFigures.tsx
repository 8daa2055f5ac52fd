import type { Bounds, Ledger, Resource } from '@weir/contract';
import { LedgerBar, LedgerKeys } from '../fanout/LedgerBar.js';
import { notDelivered, withinDue } from '../fanout/ledger-parts.js';
import { inWord } from '../fanout/ledger-words.js';
import { readShareWords, readWords } from '../fanout/read-share.js';
import { figure, isTrouble } from '../format/index.js';
import { Fact } from '../parts/Figure.js';

interface LedgerFactsProps {
  readonly resource: Resource;
  readonly ledger: Ledger | undefined;
  /** Another window was asked for: these are still the figures of the one before. */
  readonly awaited: boolean;
}

const SECONDS_PER_HOUR = 3_600;

/** The figures over everything else. Minutes that were not read are in none of them, and each says so. */
export function LedgerFacts({ resource, ledger, awaited }: LedgerFactsProps) {
  const { kind, rates, fanout } = resource;
  // What the clock starts runs too seldom to tell by the second.
  const byClock = fanout?.kind === 'rule' && fanout.schedule !== null && fanout.pattern === null;
  const rate = rates.in === null || !byClock ? rates.in : rates.in * SECONDS_PER_HOUR;
  return (
    <div className={awaited ? 'facts awaited' : 'facts'}>
      <Fact figure={figure(rate)} unit={rate === null ? undefined : byClock ? '/h' : '/s'} label={`${inWord(kind, fanout)} now`} />
      {ledger === undefined ? null : <WindowFacts resource={resource} ledger={ledger} />}
    </div>
  );
}

function WindowFacts({ resource: { kind, verdict, fanout }, ledger }: { readonly resource: Resource; readonly ledger: Ledger }) {
  const { published, line, retried } = ledger;
  const missed = notDelivered(line);
  const words = (bounds: Bounds) => readWords(bounds, ledger);
  return (
    <>
      <Fact figure={words(published)} label={inWord(kind, fanout)} title={readShareWords(ledger) ?? undefined} />
      <Fact figure={words(line.expected)} label={kind === 'pipe' ? 'events due' : 'copies due'} />
      <Fact figure={words(line.delivered)} label="delivered" />
      <Fact figure={words(missed)} label="not delivered" tone={missed.low > 0 && isTrouble(verdict.state) ? `c v-${verdict.state}` : ''} />
      {retried.high === 0 ? null : <Fact figure={words(retried)} label="attempts repeated" />}
    </>
  );
}

/** The window in one bar. `awaited`: another was asked for and this is still the one before. */
export function WholePanel({ ledger, awaited }: { readonly ledger: Ledger; readonly awaited: boolean }) {
  const { kind, knownMinutes } = ledger;
  const line = withinDue(ledger.line);
  const share = readShareWords(ledger);
  const words = (bounds: Bounds) => readWords(bounds, ledger);
  return (
    <section className="panel whole">
      <header>
        <h2>What became of it</h2>
        <span className="sub">
          {words(line.expected)} {kind === 'pipe' ? 'events' : 'copies'} due in{' '}
          {awaited ? 'the window before, the new one is being read' : 'this window'}
          {share === null ? null : <b className="c v-stale">, {share}</b>}
        </span>
        <span className="right">
          <LedgerKeys />
        </span>
      </header>
      <div className="body">
        {knownMinutes === 0 ? (
          <p className="t2">No minute of this window was read: what became of it is not known.</p>
        ) : (
          <LedgerBar line={line} tall read={ledger} />
        )}
        <dl className="whole-figures">
          <Part name="delivered" value={words(line.delivered)} />
          <Part name="filtered" value={words(line.filtered)} />
          <Part name="failed" value={words(line.failed)} />
          <Part name="dead-lettered" value={words(line.deadLettered)} />
          <Part name="unexplained" value={words(line.unexplained)} />
        </dl>
      </div>
    </section>
  );
}

const Part = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd className="fig">{value}</dd>
  </div>
);
