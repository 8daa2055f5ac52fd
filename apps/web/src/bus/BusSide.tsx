import type { BusConfig, Resource } from '@weir/contract';
import { counted, fullDateTime, visibleLines, visibleText, type Zone } from '../format/index.js';
import { ArnLink } from '../ledger/ArnLink.js';
import { PolicyWords } from '../ledger/PolicyWords.js';
import { stateWords } from '../ledger/SettingsPanels.js';
import { ProblemsPanel } from '../queue/QueueSide.js';
import { pretty } from '../trace/trace-form.js';
import { summarisePolicy } from './policy-summary.js';

/** Who may do what with the bus, statement by statement; the policy itself on demand. */
export function PolicyPanel({ settings: { type, policy } }: { readonly settings: BusConfig }) {
  const grants = policy === null ? [] : summarisePolicy(policy);
  return (
    <section className="panel bus-policy">
      <header>
        <h2>Who may put events</h2>
      </header>
      <div className="body">
        <p className="t2">{type === 'partner' ? 'The partner it belongs to.' : 'Its own account, as its roles allow.'}</p>
        {grants === null ? <p className="c v-stale">The policy is not readable.</p> : null}
        {(grants ?? []).map(({ effect, who, what, when }, index) => (
          <p
            key={`${index} ${who.join()}`}
            className={who.includes('everyone') && effect === 'allow' && when.length === 0 ? 'c v-slow' : ''}
          >
            <b>{visibleText(who.join(', '))}</b> {effect === 'allow' ? 'may' : 'may not'} {visibleText(what.join(', '))}
            {when.map((condition) => (
              <span key={condition} className="t2 wrap">
                , if {visibleText(condition)}
              </span>
            ))}
          </p>
        ))}
        {policy === null ? null : (
          <details>
            <summary>JSON</summary>
            <pre className="code" tabIndex={0}>
              {visibleLines(pretty(policy))}
            </pre>
          </details>
        )}
      </div>
    </section>
  );
}

/** Archives that keep what comes in, to be replayed. Nothing when there is none. */
export function ArchivesPanel({ archives }: { readonly archives: BusConfig['archives'] }) {
  if (archives.length === 0) return null;
  return (
    <section className="panel">
      <header>
        <h2>{counted(archives.length, 'archive')}</h2>
      </header>
      <ul className="body archives">
        {archives.map(({ name, state, retentionDays, pattern }) => (
          <li key={name}>
            <b>{visibleText(name)}</b>{' '}
            <span className="t2">
              {stateWords(state)}, kept {retentionDays === null || retentionDays === 0 ? 'for ever' : counted(retentionDays, 'day')}
            </span>
            {pattern === null ? null : <PolicyWords text={pattern} kind="pattern" />}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function BusSettingsPanel({ bus, zone }: { readonly bus: Resource; readonly zone: Zone }) {
  const settings = bus.fanout?.kind === 'bus' ? bus.fanout : null;
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    ...(settings === null
      ? []
      : ([
          ['Type', settings.type],
          ['Encrypted with a key of yours', settings.encrypted ? 'yes' : 'no'],
          ['Logs', settings.logLevel === null ? 'not told' : settings.logLevel.toLowerCase()],
          [
            'DLQ',
            settings.deadLetterTargetArn === null ? 'none of the bus itself' : <ArnLink key="dlq" arn={settings.deadLetterTargetArn} />,
          ],
        ] as const)),
    ['Account', `${bus.accountName} ${bus.accountId}`],
    ['Region', bus.region],
    ['Seen by Weir since', fullDateTime(bus.firstSeen, zone)],
  ];
  return (
    <>
      {settings === null || settings.problems.length === 0 ? null : <ProblemsPanel problems={settings.problems} />}
      <section className="panel">
        <header>
          <h2>Settings at AWS</h2>
        </header>
        <dl className="body pairs">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p className="arn mono">{visibleText(bus.arn)}</p>
      </section>
    </>
  );
}
