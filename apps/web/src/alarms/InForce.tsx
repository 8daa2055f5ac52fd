import type { EffectiveAlarmSettings, ResourceId } from '@weir/contract';
import { useResource } from '../api/queries.js';
import { ResourceLink } from '../app/ResourceLink.js';
import { timeLeft, visibleText } from '../format/index.js';
import { RULE_NAMES, RULE_WORDS } from '../incidents/incident-words.js';
import { useEffectiveSettings } from './alarm-queries.js';
import { ResourcePicker } from './ResourcePicker.js';
import { budgetWords, FLOOR_WORDS } from './settings-words.js';

interface InForceProps {
  readonly resource: ResourceId | undefined;
  readonly choose: (id: ResourceId) => void;
}

/** What holds for one resource, each value with the scope that says so. */
export function InForce({ resource, choose }: InForceProps) {
  const { data, error } = useEffectiveSettings(resource);
  return (
    <section className="panel in-force" aria-label="In force">
      <header>
        <h2>In force, and why</h2>
      </header>
      <div className="body fields">
        <ResourcePicker label="For which resource" choose={(id) => id !== undefined && choose(id)} />
        {resource === undefined ? (
          <p className="t3">Choose a resource to see which scope sets what for it.</p>
        ) : error !== null ? (
          <p role="alert" className="c v-stale">
            {error.message}
          </p>
        ) : data === undefined || data === null ? null : (
          <Values id={resource} settings={data} />
        )}
      </div>
    </section>
  );
}

function Values({ id, settings }: { readonly id: ResourceId; readonly settings: EffectiveAlarmSettings }) {
  const { data: resource } = useResource(id);
  const { enabled, verdictFloor, ageBudgetSeconds, lossWithinSeconds, runbook, rules } = settings;
  const facts: readonly (readonly [string, string, string])[] = [
    ['Alarms', enabled.value ? 'on' : 'off', enabled.from],
    ['Raised by', FLOOR_WORDS[verdictFloor.value], verdictFloor.from],
    ['Age', budgetWords(ageBudgetSeconds.value), ageBudgetSeconds.from],
    ['Losses', `within ${timeLeft(lossWithinSeconds.value)}`, lossWithinSeconds.from],
    ['Runbook', runbook.value ?? 'none', runbook.from],
  ];
  return (
    <>
      <p>{resource === undefined ? null : <ResourceLink resource={resource} className="link" />}</p>
      <dl className="pairs">
        {facts.map(([name, value, from]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {visibleText(value)} <From from={from} />
            </dd>
          </div>
        ))}
      </dl>
      <table className="rules">
        <thead>
          <tr>
            <th>Rule</th>
            <th>Fires after</th>
            <th>Clear after</th>
          </tr>
        </thead>
        <tbody>
          {rules.map(({ rule, enabled: on, forSeconds, clearSeconds }) => (
            <tr key={rule}>
              <td title={RULE_WORDS[rule]}>
                {RULE_NAMES[rule]}
                {on.value ? null : (
                  <>
                    {' '}
                    <b>off</b> <From from={on.from} />
                  </>
                )}
              </td>
              <td>
                {timeLeft(forSeconds.value)} <From from={forSeconds.from} />
              </td>
              <td>
                {timeLeft(clearSeconds.value)} <From from={clearSeconds.from} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Somebody's word stands out; the default needs none. */
const From = ({ from }: { readonly from: string }) => (
  <span className={from === 'default' ? 'from t3' : 'from said'}>{visibleText(from)}</span>
);
