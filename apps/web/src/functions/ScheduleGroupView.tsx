import type { Resource } from '@weir/contract';
import { useMemo } from 'react';
import { useChangesOf } from '../fanout/fanout-queries.js';
import { newest } from '../fanout/newest-minute.js';
import { counted, figure, isTrouble, UNKNOWN_FIGURE, visibleText } from '../format/index.js';
import { ArnLink } from '../ledger/ArnLink.js';
import { crumb } from '../ledger/crumb.js';
import { FlowFrame } from '../ledger/FlowFrame.js';
import { namedArns } from '../ledger/named-arns.js';
import { SettingsPanels, stateWords } from '../ledger/SettingsPanels.js';
import { ChangesPanel } from '../ledger/SidePanels.js';
import { useFanoutSpan } from '../ledger/use-flow-span.js';
import { Fact } from '../parts/Figure.js';

/** A group of schedules, which is all that AWS counts: its verdict, what it calls, and its past. */
export function ScheduleGroupView({ resource }: { readonly resource: Resource }) {
  const flow = useFanoutSpan();
  const { span, now, zone } = flow;
  const arns = useMemo(() => namedArns(resource.fanout), [resource.fanout]);
  const ids = useMemo(() => [resource.id], [resource.id]);
  const edits = useChangesOf(ids, span);
  return (
    <FlowFrame
      resource={resource}
      flow={flow}
      crumb={crumb}
      noun="schedule group"
      traceFrom={null}
      facts={<ScheduleFacts resource={resource} />}
      arns={arns}
      side={
        <>
          <ChangesPanel answer={edits} now={now} zone={zone} />
          <SettingsPanels resource={resource} zone={zone} />
        </>
      }
    >
      <SchedulesPanel resource={resource} />
    </FlowFrame>
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
