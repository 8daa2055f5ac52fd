import type { MatchReason, TraceHop } from '@weir/contract';
import { clipMiddle, visibleLines, visibleText } from '../format/index.js';
import { kindWord } from '../map/map-words.js';
import { Icon, type IconName } from '../parts/Icon.js';
import { Name } from '../parts/Name.js';
import { pretty } from './trace-form.js';
import { OUTCOME_WORDS, type TraceBranch } from './trace-tree.js';

const ICONS: Readonly<Record<TraceHop['outcome'], IconName>> = {
  passed: 'arrow',
  arrived: 'tick',
  'not-matched': 'funnel',
  filtered: 'funnel',
  blocked: 'block',
  loop: 'loop',
  unseen: 'question',
};

interface TraceTreeProps {
  readonly branches: readonly TraceBranch[];
  /** Id of the node that is selected on the map. */
  readonly selected: string | null;
  readonly select: (id: string) => void;
}

/** Every hop of a trace: what became of the event there, by what, and why. */
export function TraceTree({ branches, selected, select }: TraceTreeProps) {
  if (branches.length === 0) return null;
  return (
    <ul className="hops">
      {branches.map(({ hop, branches: next }) => (
        <li key={hop.index}>
          <Hop hop={hop} selected={hop.node.id === selected} select={select} />
          <TraceTree branches={next} selected={selected} select={select} />
        </li>
      ))}
    </ul>
  );
}

function Hop({ hop, selected, select }: { readonly hop: TraceHop; readonly selected: boolean; readonly select: (id: string) => void }) {
  const { node, via, outcome, because, reasons, payload, warnings } = hop;
  return (
    <div className={`hop o-${outcome}${selected ? ' sel' : ''}`}>
      <div className="line">
        <span className="sign">
          <Icon name={ICONS[outcome]} size={14} />
        </span>
        <button type="button" className="plain" onClick={() => select(node.id)}>
          <Name name={node.name} />
        </button>
        <span className="t3 nowrap">{kindWord(node.kind)}</span>
        <b className="word nowrap">{OUTCOME_WORDS[outcome]}</b>
      </div>
      {via === null ? null : (
        <p className="t3 via">
          by {via.kind} <Name name={via.name} className="" />
        </p>
      )}
      {because === null ? null : <p className="because">{visibleText(because)}</p>}
      {warnings.map((warning) => (
        <p key={warning} className="c v-slow">
          {visibleText(warning)}
        </p>
      ))}
      {reasons.length === 0 ? null : (
        // What failed is looked at; what passed is only there to be asked.
        <details open={reasons.some(({ ok }) => !ok)}>
          <summary>{reasonCount(reasons)}</summary>
          <Reasons reasons={reasons} />
        </details>
      )}
      {payload === null || hop.parent === null ? null : (
        <details>
          <summary>what is handed on</summary>
          <pre className="code">{visibleLines(pretty(payload))}</pre>
        </details>
      )}
    </div>
  );
}

function reasonCount(reasons: readonly MatchReason[]): string {
  const failed = reasons.filter(({ ok }) => !ok).length;
  const all = `${reasons.length} ${reasons.length === 1 ? 'condition' : 'conditions'}`;
  return failed === 0 ? `${all} met` : `${failed} of ${all} not met`;
}

const LONGEST_VALUE = 80;

/** Path, condition and what was there; those that failed first. */
export function Reasons({ reasons }: { readonly reasons: readonly MatchReason[] }) {
  const sorted = [...reasons].sort((a, b) => Number(a.ok) - Number(b.ok));
  return (
    <ul className="reasons">
      {sorted.map(({ path, rule, seen, ok }, index) => (
        <li key={`${index} ${path}`} className={ok ? 'met' : 'unmet'}>
          <Icon name={ok ? 'tick' : 'cross'} size={12} />
          <span>
            <span className="sr">{ok ? 'met: ' : 'not met: '}</span>
            <code className="path mono" title={visibleText(path)}>
              {clipMiddle(visibleText(path), LONGEST_VALUE)}
            </code>{' '}
            {clipMiddle(visibleText(rule), 2 * LONGEST_VALUE)}
            {': '}
            {seen === null ? (
              <i>nothing there</i>
            ) : (
              <code className="mono" title={visibleText(seen)}>
                {clipMiddle(visibleText(seen), LONGEST_VALUE)}
              </code>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
