import type { IncidentDetail } from '@weir/contract';
import { useState } from 'react';
import { moment, momentAndAge, visibleText, type Zone } from '../format/index.js';
import { EvidenceChart } from './EvidenceChart.js';

interface WhatBrokeProps {
  readonly incident: IncidentDetail;
  readonly now: number;
  readonly zone: Zone;
  readonly asTable: boolean;
  /** The button that copies it all. */
  readonly copy: React.ReactNode;
}

/** The answer in a sentence, then what it rests on. */
export function WhatBroke({ incident, now, zone, asTable, copy }: WhatBrokeProps) {
  const { since, whatBroke, evidence, members, root, severity, severityBecause } = incident;
  const [pointed, point] = useState<number | null>(null);
  return (
    <section className="panel what-broke o0">
      <header>
        <h2>What broke</h2>
        <span className="right">{copy}</span>
      </header>
      <div className="body">
        <p className="sentence-of">
          Since <b title={momentAndAge(since, now, zone)}>{moment(since, now, zone)}</b>: <bdi>{visibleText(whatBroke)}</bdi>
        </p>
        <p className="t3 severity-because">
          SEV {severity}: {visibleText(severityBecause)}
        </p>
        {evidence.map((chart, index) => {
          const member = members.find(({ resource }) => resource.id === chart.resourceId);
          return (
            <EvidenceChart
              key={`${chart.resourceId} ${chart.label}`}
              chart={chart}
              resource={member?.resource ?? null}
              verdict={member === undefined ? null : member.role === 'root' ? root.verdict : (member.alarms[0]?.verdict ?? null)}
              now={now}
              zone={zone}
              height={index === 0 ? 164 : 124}
              asTable={asTable}
              pointed={pointed}
              point={point}
            />
          );
        })}
      </div>
    </section>
  );
}
