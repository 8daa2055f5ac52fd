import type { Estate, Freshness, ScopeStatus } from '@weir/contract';
import { useState } from 'react';
import { ABSENCE_WORDS, groupDigits, moment, momentAndAge, type Zone } from '../format/index.js';
import { readClock } from '../live/freshness.js';
import { Fresh } from '../parts/Fresh.js';
import { Glyph } from '../parts/Glyph.js';
import { missingAction, policyFor } from './missing-permission.js';

interface ScopesPanelProps {
  readonly estate: Estate;
  readonly now: number;
  readonly zone: Zone;
}

/** Every account in every region: how fresh each of its three reads is, which services cannot be listed, and what is refused. */
export function ScopesPanel({ estate, now, zone }: ScopesPanelProps) {
  return (
    <section className="panel scopes-panel">
      <header>
        <h2>Accounts and regions</h2>
        <span className="sub">each is read, throttled and refused on its own</span>
      </header>
      {estate.scopes.length === 0 ? <p className="body t2">No account is configured. Name one in weir.yaml and start Weir again.</p> : null}
      <ul>
        {estate.scopes.map((scope) => (
          <Scope key={`${scope.accountId}/${scope.region}`} scope={scope} now={now} zone={zone} />
        ))}
      </ul>
    </section>
  );
}

const CLOCKS = [
  ['live', 'SQS'],
  ['cloudwatch', 'CloudWatch'],
  ['discovery', 'list'],
] as const;

function Scope({ scope, now, zone }: { readonly scope: ScopeStatus; readonly now: number; readonly zone: Zone }) {
  const troubled = refusalsOf(scope);
  return (
    <li>
      <div className="scope-head">
        <span className="nm">
          {scope.accountName} {scope.region}
        </span>
        <span className="t3 mono">{scope.accountId}</span>
        <span className="t3">{groupDigits(scope.resources)} resources</span>
        <span className="clocks">
          {CLOCKS.map(([key, label]) => (
            <Fresh key={key} label={label} clock={readClock(scope[key], now)} />
          ))}
        </span>
      </div>
      {[...new Set(troubled.map(({ state }) => state))].map((state) => (
        <Trouble key={state} refusals={troubled.filter((refusal) => refusal.state === state)} now={now} zone={zone} />
      ))}
    </li>
  );
}

/** Something that is not read: one of the three clocks, or the listing of a service. */
interface Refusal extends Pick<Freshness, 'state' | 'since' | 'detail' | 'nextTryAt'> {
  /** As IAM spells them; empty: the detail may name one. */
  readonly actions: readonly string[];
}

/** What keeps a scope from being read, wholly or in part. */
const refusalsOf = (scope: ScopeStatus): readonly Refusal[] => [
  ...CLOCKS.map(([key]) => ({ ...scope[key], actions: [] })).filter(({ state }) => state !== 'ok'),
  ...Object.values(scope.listings).flatMap(({ failure }) => failure ?? []),
];

/** What keeps a scope from being read. Refusals are told together: one policy mends them all. */
function Trouble({ refusals, now, zone }: { readonly refusals: readonly Refusal[]; readonly now: number; readonly zone: Zone }) {
  const [first] = refusals;
  if (first === undefined || first.state === 'ok') return null;
  const denied = first.state === 'denied';
  const details = [...new Set(refusals.map(({ detail }) => detail).filter((detail) => detail !== null))];
  const since = Math.min(...refusals.map((refusal) => refusal.since ?? Infinity));
  const tries = refusals.flatMap(({ nextTryAt }) => nextTryAt ?? []);
  const missing = refusals.flatMap((refusal) =>
    refusal.actions.length > 0 ? refusal.actions : (missingAction(refusal.detail ?? '') ?? []),
  );
  const actions = denied ? [...new Set(missing)].sort() : [];
  return (
    <div className={`trouble v-${denied ? 'unknown' : 'slow'}`}>
      <p>
        <Glyph state={denied ? 'unknown' : 'slow'} size={14} silent />
        <b className="c">{ABSENCE_WORDS[first.state].name}</b>
        <span>
          {since === Infinity ? '' : `since ${momentAndAge(since, now, zone)}. `}
          {denied ? `Add the ${actions.length > 1 ? 'actions' : 'action'} to the role.` : ABSENCE_WORDS[first.state].sentence}
          {tries.length === 0 ? '' : ` Weir tries again at ${moment(Math.min(...tries), now, zone)}.`}
        </span>
      </p>
      {details.length === 0 ? null : <code className="code">{details.join('\n')}</code>}
      {actions.length === 0 ? null : <CopyPolicy actions={actions} />}
    </div>
  );
}

function CopyPolicy({ actions }: { readonly actions: readonly string[] }) {
  const [told, setTold] = useState('');
  const policy = policyFor(actions);
  const copy = () => {
    navigator.clipboard.writeText(policy).then(
      () => setTold('Copied'),
      () => setTold('The browser refused to copy; the text is below'),
    );
  };
  return (
    <div className="policy">
      <details>
        <summary>Policy that allows it</summary>
        <pre className="code">{policy}</pre>
      </details>
      <button type="button" className="btn" onClick={copy}>
        Copy policy
      </button>
      <span role="status">{told}</span>
    </div>
  );
}
