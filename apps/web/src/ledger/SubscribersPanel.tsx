import { memo, useMemo } from 'react';
import type { Ledger, LedgerSubscriber, Resource, TopologyChange } from '@weir/contract';
import { LedgerBar } from '../fanout/LedgerBar.js';
import { notDelivered } from '../fanout/ledger-parts.js';
import { belowWord, EVIDENCE_WORDS } from '../fanout/ledger-words.js';
import { readWords } from '../fanout/read-share.js';
import { counted, isTrouble, momentAndAge, shortNumber, UNKNOWN_FIGURE, visibleText, type Zone } from '../format/index.js';
import { Badge } from '../parts/Badge.js';
import { Icon } from '../parts/Icon.js';
import { ArnLink } from './ArnLink.js';
import { PolicyWords } from './PolicyWords.js';
import { nobodyWords } from './nobody-words.js';
import { worstSubscribersFirst } from './subscriber-order.js';
import { SubscriberSteps } from './SubscriberSteps.js';
import { topOfSubscribers } from './subscriber-track.js';

interface SubscribersPanelProps {
  readonly resource: Resource;
  readonly ledger: Ledger;
  /** Edits of the window, as far as they are told. */
  readonly changes: readonly TopologyChange[];
  readonly asTable: boolean;
  readonly now: number;
  readonly zone: Zone;
}

/** Of an age a row tells minutes: a thousand rows must not be made anew with every second. */
const TOLD_EVERY_MS = 10_000;

/** Everyone who should have got a copy: how much came, how that is known, what is kept out, and where failures go. */
export function SubscribersPanel({ resource, ledger, changes, asTable, now, zone }: SubscribersPanelProps) {
  const noun = belowWord(ledger.kind);
  const { subscribers } = ledger;
  const nobody = subscribers.length === 0 ? nobodyWords(resource) : null;
  const ordered = useMemo(() => worstSubscribersFirst(subscribers), [subscribers]);
  const toldAt = Math.floor(now / TOLD_EVERY_MS) * TOLD_EVERY_MS;
  const top = useMemo(() => topOfSubscribers(ledger), [ledger]);
  return (
    <section className="panel subscribers" aria-label={`${noun}s`}>
      <header>
        <h2>{nobody?.known === false ? `${UNKNOWN_FIGURE} ${noun}s` : counted(subscribers.length, noun)}</h2>
        <span className="sub">over the window above; bounds where AWS counts them together</span>
      </header>
      {nobody !== null ? (
        <p className="body t2">{nobody.words}</p>
      ) : (
        <ul>
          {ordered.map((subscriber) => (
            <Subscriber key={subscriber.key} {...{ subscriber, ledger, top, changes, asTable, zone }} now={toldAt} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface SubscriberProps {
  readonly subscriber: LedgerSubscriber;
  readonly ledger: Ledger;
  readonly top: number;
  readonly changes: readonly TopologyChange[];
  readonly asTable: boolean;
  readonly now: number;
  readonly zone: Zone;
}

const Subscriber = memo(function Subscriber(props: SubscriberProps) {
  const { subscriber, ledger: read, now, zone } = props;
  const { verdict, name, endpoint, endpointId, protocol, evidence, filterPolicy, filterPolicyScope, changedAt } = subscriber;
  const missed = notDelivered(subscriber);
  const bad = verdict !== null && isTrouble(verdict.state);
  const newest = changedAt.length === 0 ? null : Math.max(...changedAt);
  return (
    <li>
      <div className="row">
        {verdict === null ? null : <Badge state={verdict.state} verdict={verdict} bare />}
        <ArnLink arn={endpoint} id={endpointId} name={name} />
        <span className="t3">{protocol}</span>
        <span className="figures">
          <span>
            <b>{readWords(subscriber.delivered, read)}</b> of {readWords(subscriber.expected, read)} delivered
          </span>
          {missed.high === 0 || (missed.low === 0 && read.unknownMinutes > 0) ? null : (
            <span className={missed.low > 0 && bad ? `c v-${verdict.state}` : ''}>
              <b>{readWords(missed, read)}</b> not
            </span>
          )}
        </span>
      </div>
      {read.knownMinutes === 0 ? null : <LedgerBar line={subscriber} read={read} />}
      <SubscriberSteps {...props} />
      {bad && verdict.because !== '' ? (
        <p className={`c v-${verdict.state}`}>
          {visibleText(verdict.because)}, since {momentAndAge(verdict.since, now, zone)}
        </p>
      ) : null}
      <p className="t3 facts-line">
        <span>{read.knownMinutes === 0 ? 'not known: nothing was read' : EVIDENCE_WORDS[evidence]}</span>
        <Arrived subscriber={subscriber} />
        <DeadLetters subscriber={subscriber} />
        {newest === null ? null : (
          <span className="t2">
            <Icon name="pencil" size={12} /> edited {momentAndAge(newest, now, zone)}
          </span>
        )}
      </p>
      {filterPolicy === null ? null : (
        <details className="filter-policy" open={bad}>
          <summary>Filters by {filterPolicyScope === 'MessageBody' ? 'the body' : 'attributes'}</summary>
          <PolicyWords text={filterPolicy} kind={filterPolicyScope ?? 'MessageAttributes'} />
        </details>
      )}
    </li>
  );
});

/** What the two services count at either end of a window differs by what is under way. */
const WORTH_ALARM = 0.01;

/** What arrived downstream against what was delivered, where that can be seen. */
function Arrived({ subscriber: { arrived, delivered } }: { readonly subscriber: LedgerSubscriber }) {
  if (arrived === null) return null;
  const short = delivered.low - arrived.count;
  return (
    <span className={short > delivered.low * WORTH_ALARM ? 'c v-stopped' : ''}>
      {shortNumber(arrived.count)} arrived in its queue
      {arrived.sharedWithOthers ? ', others send there too' : short > 0 ? `, ${shortNumber(short)} fewer than delivered` : ''}
    </span>
  );
}

function DeadLetters({ subscriber: { deadLetterTargetArn } }: { readonly subscriber: LedgerSubscriber }) {
  return deadLetterTargetArn === null ? (
    <span className="nodlq" title="What cannot be delivered is lost">
      no DLQ
    </span>
  ) : (
    <span>
      failures to <ArnLink arn={deadLetterTargetArn} />
    </span>
  );
}
