import { Link } from '@tanstack/react-router';
import type { ResourceId } from '@weir/contract';
import { moment, visibleText, type Zone } from '../format/index.js';
import { Icon } from '../parts/Icon.js';
import { alarmedIncidents } from './alarmed-incidents.js';
import { useAlarmsOf } from './incident-queries.js';
import { RULE_NAMES } from './incident-words.js';
import './incident-line.css';

interface IncidentLineProps {
  readonly resource: ResourceId;
  readonly now: number;
  readonly zone: Zone;
}

/** Leads from a resource to the incidents it belongs to. Nothing when it belongs to none. */
export function IncidentLine({ resource, now, zone }: IncidentLineProps) {
  const { data } = useAlarmsOf(resource);
  const incidents = alarmedIncidents(data?.items ?? []);
  if (incidents.length === 0) return null;
  return (
    <p className="incident-line">
      {incidents.map(({ incident, rules, since, because }) => (
        <Link key={incident} to="/incidents/$id" params={{ id: incident }}>
          <Icon name="incidents" size={14} />
          <b>{incident}</b>
          <span>
            {rules.map((rule) => RULE_NAMES[rule]).join(', ')} since {moment(since, now, zone)}: <bdi>{visibleText(because)}</bdi>
          </span>
          <span className="link">Open the incident</span>
        </Link>
      ))}
    </p>
  );
}
