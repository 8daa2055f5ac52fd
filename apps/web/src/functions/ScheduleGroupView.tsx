import type { Resource } from '@weir/contract';
import { newest } from '../fanout/newest-minute.js';
import { counted, figure, isTrouble, UNKNOWN_FIGURE, visibleText } from '../format/index.js';
import { ArnLink } from '../ledger/ArnLink.js';
import { stateWords } from '../ledger/SettingsPanels.js';
import { useFanoutSpan } from '../ledger/use-fanout-span.js';
import { Fact } from '../parts/Figure.js';
import { InvokedView } from './InvokedView.js';

/** A group of schedules, which is all that AWS counts: its verdict, what it calls, and its past. */
export function ScheduleGroupView({ resource }: { readonly resource: Resource }) {
  const flow = useFanoutSpan();
  return (
    <InvokedView resource={resource} flow={flow} facts={<ScheduleFacts resource={resource} />}>
      <SchedulesPanel resource={resource} />
    </InvokedView>
  );
}

/** The newest minute that is known of each. */
function ScheduleFacts({ resource }: { readonly resource: Resource }) {
  const bad = isTrouble(resource.verdict.state) ? `c v-${resource.verdict.state}` : '';
  const counts = [
    ['scheduleAttempts', 'attempts in a minute'],
    ['targetErrors', 'errors of targets'],
    ['dropped', 'dropped'],
    ['scheduleSentToDlq', 'dead-lettered'],
  ] as const;
  return (
    <div className="facts">
      {counts.map(([metric, label], index) => {
        const value = newest(resource, metric);
        return <Fact key={metric} figure={figure(value)} label={label} tone={index > 0 && (value ?? 0) > 0 ? bad : ''} />;
      })}
    </div>
  );
}

function SchedulesPanel({ resource: { fanout } }: { readonly resource: Resource }) {
  const schedules = fanout?.kind === 'schedule-group' ? fanout.schedules : null;
  return (
    <section className="panel subscribers" aria-label="Schedules">
      <header>
        <h2>{schedules === null ? `${UNKNOWN_FIGURE} schedules` : counted(schedules.length, 'schedule')}</h2>
        <span className="sub">AWS counts them together, by their group</span>
      </header>
      {schedules === null ? (
        <p className="body t2">The role may not list them.</p>
      ) : schedules.length === 0 ? (
        <p className="body t2">There is none in it: it invokes nothing.</p>
      ) : (
        <ul>
          {schedules.map(({ name, state, targetArn }) => (
            <li key={name}>
              <div className="row">
                <bdi>{visibleText(name)}</bdi>
                <span className="t3">{stateWords(state)}</span>
                {targetArn === null ? null : (
                  <span>
                    invokes <ArnLink arn={targetArn} />
                  </span>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
