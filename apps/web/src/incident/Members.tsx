import type { Alarm, AlarmState, IncidentDetail, IncidentMember, ResourceId, VerdictState } from '@weir/contract';
import { useState } from 'react';
import { ResourceLink } from '../app/ResourceLink.js';
import { ageSeconds, counted, moment, timePassed, visibleText, type Zone } from '../format/index.js';
import type { Act } from '../incidents/incident-queries.js';
import { RULE_NAMES } from '../incidents/incident-words.js';
import { kindName } from '../fanout/kind-words.js';
import { Glyph } from '../parts/Glyph.js';

interface MembersProps {
  readonly incident: IncidentDetail;
  readonly now: number;
  readonly zone: Zone;
  readonly act: Act;
  /** One may not split it. */
  readonly refused: boolean;
}

const STATE_WORDS: Readonly<Record<AlarmState, string>> = {
  pending: 'not yet for long enough',
  firing: 'fires',
  resolving: 'clear, watched',
  resolved: 'resolved',
};

/** What is in it: the root, then what it takes with it, each with its alarms. Those that have another cause can be split off. */
export function Members({ incident, now, zone, act, refused }: MembersProps) {
  const [picked, setPicked] = useState<ReadonlySet<ResourceId>>(new Set());
  const { members, state } = incident;
  const canSplit = !refused && state === 'open' && members.length > 1;
  const toggle = (id: ResourceId) =>
    setPicked(picked.has(id) ? new Set([...picked].filter((other) => other !== id)) : new Set([...picked, id]));
  const split = () => {
    act(incident, { kind: 'split', resources: [...picked] });
    setPicked(new Set());
  };
  if (members.length === 0) return null;
  return (
    <section className="panel members o3">
      <header>
        <h2>{counted(members.length, 'resource')}</h2>
        <span className="sub">{members.length === 1 ? 'nothing follows from it yet' : 'the root first, then what it takes with it'}</span>
        <span className="right">
          {picked.size === 0 ? null : (
            <button type="button" className="btn" onClick={split}>
              Split off {picked.size}
            </button>
          )}
        </span>
      </header>
      <ul>
        {members.map((member) => (
          <li key={member.resource.id}>
            <Member
              member={member}
              verdict={verdictOf(member, incident)}
              now={now}
              zone={zone}
              pick={
                canSplit && member.role !== 'root'
                  ? { picked: picked.has(member.resource.id), toggle: () => toggle(member.resource.id) }
                  : null
              }
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

const verdictOf = ({ role, alarms }: IncidentMember, { root }: IncidentDetail): VerdictState =>
  role === 'root' ? root.verdict : (alarms[0]?.verdict ?? 'unknown');

interface MemberProps {
  readonly member: IncidentMember;
  readonly verdict: VerdictState;
  readonly now: number;
  readonly zone: Zone;
  /** null: it cannot be split off. */
  readonly pick: { readonly picked: boolean; readonly toggle: () => void } | null;
}

function Member({ member: { resource, role, because, pinned, alarms }, verdict, now, zone, pick }: MemberProps) {
  const name = visibleText(resource.name);
  return (
    <>
      <Glyph state={verdict} size={16} />
      <div className="of">
        <span className="top">
          <ResourceLink resource={resource} nameClass="nm" />
          <span className="t3">
            {kindName(resource.kind)} · {visibleText(resource.accountName)} {resource.region}
          </span>
          {role === 'root' ? <b className="role">root</b> : null}
          {pinned ? (
            <span className="t3" title="A person put it here; Weir does not move it.">
              put here by hand
            </span>
          ) : null}
        </span>
        {because === null ? null : <span className="t2 line">{visibleText(because)}</span>}
        {alarms.map((alarm) => (
          <AlarmLine key={alarm.id} alarm={alarm} now={now} zone={zone} />
        ))}
      </div>
      {pick === null ? null : (
        <label className="pick" title="It has another cause">
          <input type="checkbox" aria-label={`Split off ${name}`} checked={pick.picked} onChange={pick.toggle} />
        </label>
      )}
    </>
  );
}

function AlarmLine({ alarm, now, zone }: { readonly alarm: Alarm; readonly now: number; readonly zone: Zone }) {
  const { rule, state, because, since, resolvedAt, unknownSince, silencedBy, flaps } = alarm;
  const over = state === 'resolved' || state === 'resolving';
  return (
    <span className="line t2">
      <span className={`c v-${over ? 'ok' : alarm.verdict}`}>{RULE_NAMES[rule]}</span> {STATE_WORDS[state]} since{' '}
      {moment(resolvedAt ?? alarm.clearSince ?? alarm.firedAt ?? since, now, zone)}: <bdi>{visibleText(because)}</bdi>
      {unknownSince === null ? '' : `, not seen for ${timePassed(ageSeconds(unknownSince, now))}`}
      {silencedBy === null ? '' : ', silenced'}
      {flaps < 2 ? '' : `, came back ${flaps} times within the hour`}
    </span>
  );
}
