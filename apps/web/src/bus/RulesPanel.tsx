import { Link } from '@tanstack/react-router';
import type { Resource, RuleConfig } from '@weir/contract';
import { perSecond } from '../fanout/newest-minute.js';
import { ageSeconds, figure, isTrouble, shortNumber, timePassed, UNKNOWN_FIGURE, visibleText } from '../format/index.js';
import { ArnLink } from '../ledger/ArnLink.js';
import { PolicyWords } from '../ledger/PolicyWords.js';
import { Badge } from '../parts/Badge.js';
import { Name } from '../parts/Name.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { rulesHeading } from './rules-of-bus.js';

interface RulesPanelProps {
  /** In the order to show; null: not there yet. */
  readonly rules: readonly Resource[] | null;
  readonly now: number;
}

/** The rules of a bus: what each matches, where it sends, how that goes. What is switched off stays visible and quiet. */
export function RulesPanel({ rules, now }: RulesPanelProps) {
  return (
    <section className="panel rules" aria-label="Rules">
      <header>
        <h2>{rulesHeading(rules)}</h2>
        <span className="sub">worst first; switched off and made by AWS last</span>
      </header>
      {rules === null ? (
        <SkeletonRows rows={4} />
      ) : rules.length === 0 ? (
        <p className="body t2">No rule listens: what is put on this bus goes nowhere.</p>
      ) : (
        <ul>
          {rules.map((rule) => (rule.fanout?.kind === 'rule' ? <Rule key={rule.id} rule={rule} settings={rule.fanout} now={now} /> : null))}
        </ul>
      )}
    </section>
  );
}

interface RuleProps {
  readonly rule: Resource;
  readonly settings: RuleConfig;
  readonly now: number;
}

function Rule({ rule, settings, now }: RuleProps) {
  const { id, name, verdict } = rule;
  const { pattern, schedule, managedBy, targets } = settings;
  const quiet = managedBy !== null || verdict.state === 'disabled';
  const bad = isTrouble(verdict.state);
  return (
    <li className={quiet ? 'quiet' : ''}>
      <div className="row">
        <Badge state={verdict.state} verdict={verdict} bare />
        <Link className="link" to="/fanout/$id" params={{ id }}>
          <Name name={name} className="" />
        </Link>
        {managedBy === null ? null : <span className="managed">made by {visibleText(managedBy.replace(/\.amazonaws\.com$/, ''))}</span>}
        <RuleFigures rule={rule} settings={settings} />
      </div>
      {verdict.because === '' || (!bad && verdict.state !== 'unknown') ? null : (
        <p className={bad ? `c v-${verdict.state}` : 't2'}>
          {visibleText(verdict.because)}, for {timePassed(ageSeconds(verdict.since, now))}
        </p>
      )}
      <Targets targets={targets} />
      {schedule === null ? null : <p className="t2">runs on {visibleText(schedule)}</p>}
      {pattern === null ? null : (
        <details open={bad}>
          <summary>Matches events whose</summary>
          <PolicyWords text={pattern} kind="pattern" />
        </details>
      )}
    </li>
  );
}

const SECONDS_PER_HOUR = 3_600;

function RuleFigures({ rule, settings }: Pick<RuleProps, 'rule' | 'settings'>) {
  const failed = perSecond(rule, 'failedInvocations');
  const latency = rule.latest.startLatency?.value ?? null;
  return (
    <span className="figures">
      {settings.pattern === null && settings.schedule !== null ? null : (
        <span>
          <b>{figure(perSecond(rule, 'matched'))}</b>/s matched
        </span>
      )}
      {settings.schedule === null ? null : (
        <span title={settings.pattern === null ? 'Over the newest hour' : 'Over the newest hour, what it matched included'}>
          <b>{rule.rates.in === null ? UNKNOWN_FIGURE : shortNumber(rule.rates.in * SECONDS_PER_HOUR)}</b>/h run
        </span>
      )}
      <span>
        <b>{figure(perSecond(rule, 'invocations'))}</b>/s invoked
      </span>
      <span title="From ingestion to the first attempt, greatest of the newest minute">
        <b>{latency === null ? UNKNOWN_FIGURE : shortNumber(latency)}</b> ms
      </span>
      {failed === null || failed === 0 ? null : (
        <span className="c v-failing">
          <b>{shortNumber(failed)}</b>/s failed
        </span>
      )}
    </span>
  );
}

function Targets({ targets }: { readonly targets: RuleConfig['targets'] }) {
  if (targets === null) return <p className="t3">Its targets are not readable.</p>;
  if (targets.length === 0) return <p className="nodlq targets-none">no target: what it matches goes nowhere</p>;
  return (
    <ul className="to">
      {targets.map(({ id, arn, apiDestination, deadLetterTargetArn }) => (
        <li key={id}>
          <span aria-hidden="true">→</span> <ArnLink arn={arn} {...(apiDestination === null ? {} : { name: apiDestination.name })} />{' '}
          {deadLetterTargetArn === null ? (
            <span className="nodlq">no DLQ</span>
          ) : (
            <span className="t3">
              failures to <ArnLink arn={deadLetterTargetArn} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
