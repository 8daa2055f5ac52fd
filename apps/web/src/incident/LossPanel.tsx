import type { IncidentDetail, LossCountdown } from '@weir/contract';
import { useResource } from '../api/queries.js';
import { timeLeft, zoneName, type Zone } from '../format/index.js';
import { leftSeconds, lossWords, lostWhatWords } from '../incidents/incident-words.js';
import { DurationFigure } from '../parts/Figure.js';
import { Gauge } from '../parts/Gauge.js';
import { losingMember } from './losing-member.js';

interface LossPanelProps {
  readonly incident: IncidentDetail;
  readonly loss: LossCountdown;
  readonly now: number;
  readonly zone: Zone;
}

/** Time left, what is lost, when exactly and why, and how much of the whole retention that is. */
export function LossPanel({ incident, loss, now, zone }: LossPanelProps) {
  const member = losingMember(incident);
  const { data } = useResource(member.id);
  const retention = data?.config?.retentionSeconds ?? null;
  const left = leftSeconds(loss, now);
  return (
    <section className={`panel loss-panel v-${incident.root.verdict} order-first`} aria-label="Time to loss">
      <div className="body countdown">
        <span className="over">{left === 0 ? 'The first may be lost already' : lostWhatWords(loss)}</span>
        <span className="fig">
          <DurationFigure seconds={left} rounding="left" />
        </span>
        {retention === null ? null : (
          <Gauge share={left / retention} label={`${timeLeft(left)} left of ${timeLeft(retention)}`} colour="var(--c)" />
        )}
        <span className="t2 small">
          {member.name}: {lossWords(loss, now, zone, zoneName(zone))}
          {retention === null ? '' : ` It keeps them ${timeLeft(retention)}.`}
        </span>
      </div>
    </section>
  );
}
