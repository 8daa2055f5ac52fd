import { useNavigate, useSearch } from '@tanstack/react-router';
import { auditRule, type Audit, type Finding } from '@weir/contract';
import { useMemo, useState } from 'react';
import { Mid } from '../app/ErrorPages.js';
import { Page } from '../app/Page.js';
import { useZone } from '../app/view-settings.js';
import { ageSeconds, counted, groupDigits, timePassed, visibleText, type Zone } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { UnseenStrip } from '../listing/ListingStrip.js';
import { Icon } from '../parts/Icon.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { useTypedText } from '../parts/use-typed-text.js';
import { AcceptDialog } from './AcceptDialog.js';
import { groupFindings, mentioning, openCount, openWords, ruleWords, SEVERITY_WORDS } from './audit-groups.js';
import { useAudit } from './audit-queries.js';
import { sightOf } from './audit-sight.js';
import { AUDIT_STATES, type AuditSearch, type AuditState } from './audit-search.js';
import { FindingItem } from './FindingItem.js';
import '../queue/queue.css';
import '../queues/queues.css';
import '../stream/stream.css';
import './audit.css';

const STEP_MS = 30_000;
const STATE_WORDS: Readonly<Record<AuditState, string>> = { open: 'Open', accepted: 'Accepted', gone: 'Mended' };

/** What will lose or leak events although nothing is wrong yet, by severity and rule. The address holds which and the text searched for. */
export function AuditPage() {
  const search = useSearch({ from: '/desk/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const now = useNow(STEP_MS);
  const zone = useZone();
  const state = search.state ?? 'open';
  const { data, error } = useAudit(state);
  const change = (next: AuditSearch) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const [typed, type] = useTypedText(search.q ?? '', (q) => change({ q: q === '' ? undefined : q }));
  return (
    <Page
      name="Audit"
      find={false}
      className="audit"
      title={
        <>
          Audit <span className="crumb">{data === undefined ? '' : openCount(data)}</span>
        </>
      }
    >
      {data === undefined ? (
        error === null ? (
          <section className="panel">
            <SkeletonRows rows={8} />
          </section>
        ) : (
          <Mid title="The audit could not be loaded">
            <p>{error.message} Weir tries again every minute.</p>
          </Mid>
        )
      ) : (
        <>
          <Answer audit={data} now={now} />
          <Unseen audit={data} />
          <div className="bar">
            <div className="filter" role="search">
              <Icon name="loupe" size={14} />
              <input
                data-filter
                aria-label="Filter findings"
                placeholder="name, system or rule"
                value={typed}
                onChange={(event) => type(event.target.value)}
              />
              <kbd>/</kbd>
            </div>
            <div className="seg" role="group" aria-label="Which findings">
              {AUDIT_STATES.map((known) => (
                <button
                  key={known}
                  type="button"
                  aria-pressed={known === state}
                  onClick={() => change({ state: known === 'open' ? undefined : known })}
                >
                  {STATE_WORDS[known]} {known === 'accepted' ? <span className="t3 tab">{groupDigits(data.accepted)}</span> : null}
                </button>
              ))}
            </div>
          </div>
          <Findings audit={data} state={state} text={search.q ?? ''} now={now} zone={zone} clear={() => change({ q: undefined })} />
        </>
      )}
    </Page>
  );
}

function Unseen({ audit }: { readonly audit: Audit }) {
  const { whole, failed, awaited } = sightOf(audit.unseen);
  return whole ? null : <UnseenStrip gaps={failed} awaited={awaited} />;
}

function Answer({ audit, now }: { readonly audit: Audit; readonly now: number }) {
  const open = openWords(audit.open);
  return (
    <p className="answer">
      <b>{open === '' ? (audit.unseen.length === 0 ? 'Nothing open' : 'Nothing known is open') : open}</b>{' '}
      <span className="t3">
        {audit.at === null ? 'Weir has not looked yet' : `looked through ${timePassed(ageSeconds(audit.at, now))} ago`}
        {audit.accepted === 0 ? '' : `, ${counted(audit.accepted, 'finding')} accepted`}
      </span>
    </p>
  );
}

interface FindingsProps {
  readonly audit: Audit;
  readonly state: AuditState;
  readonly text: string;
  readonly now: number;
  readonly zone: Zone;
  readonly clear: () => void;
}

function Findings({ audit, state, text, now, zone, clear }: FindingsProps) {
  const [accepting, setAccepting] = useState<Finding | null>(null);
  const groups = useMemo(() => groupFindings(mentioning(audit.items, text)), [audit.items, text]);
  if (audit.items.length > 0 && groups.length === 0)
    return (
      <section className="panel">
        <Mid
          title={`No finding mentions “${visibleText(text.trim())}”`}
          actions={
            <button type="button" className="btn primary" onClick={clear}>
              Clear the filter, show {groupDigits(audit.items.length)}
            </button>
          }
        >
          <p>Findings are searched by resource, system and rule.</p>
        </Mid>
      </section>
    );
  if (groups.length === 0) return <NothingThere state={state} audit={audit} />;
  return (
    <>
      {groups.map(({ rule, severity, findings }) => (
        <section key={`${severity} ${rule}`} className={`panel findings s-${severity}`} aria-label={ruleWords(rule)}>
          <header>
            <h2>{ruleWords(rule)}</h2>
            <span className="severity" title={SEVERITY_WORDS[severity].meaning}>
              {SEVERITY_WORDS[severity].name}
            </span>
            <span className="right">{groupDigits(findings.length)}</span>
          </header>
          <ul>
            {findings.map((finding) => (
              <FindingItem key={finding.id} finding={finding} now={now} zone={zone} accept={() => setAccepting(finding)} />
            ))}
          </ul>
        </section>
      ))}
      <AcceptDialog key={accepting?.id ?? ''} finding={accepting} close={() => setAccepting(null)} />
    </>
  );
}

function nothingTitle({ at, unseen }: Audit): string {
  if (at === null) return 'Weir has not looked through the estate yet';
  return unseen.length === 0 ? 'Nothing to mend' : 'Nothing known to mend';
}

/** Says what was checked: an empty list alone could mean that nobody looked. */
function NothingThere({ state, audit }: { readonly state: AuditState; readonly audit: Audit }) {
  if (state !== 'open')
    return (
      <section className="panel">
        <Mid title={state === 'accepted' ? 'Nothing is accepted' : 'Nothing was mended lately'}>
          <p>
            {state === 'accepted'
              ? 'A finding that is taken as it is, with a reason, stands here.'
              : 'What stood and no longer does stands here, with when it was mended.'}
          </p>
        </Mid>
      </section>
    );
  return (
    <section className="panel">
      <Mid title={nothingTitle(audit)}>
        <p>
          {audit.at === null
            ? 'It does so after the first discovery, and after each one from then on. '
            : audit.unseen.length === 0
              ? 'Every queue, topic, bus, rule and pipe was checked. '
              : 'What Weir sees was checked; there is more that it could not look at. '}
          Weir checks {counted(auditRule.options.length, 'rule')}:
        </p>
        <ul className="checked">
          {auditRule.options.map((rule) => (
            <li key={rule}>{ruleWords(rule)}</li>
          ))}
        </ul>
      </Mid>
    </section>
  );
}
