import type { ConsumerConfig, Resource } from '@weir/contract';
import { isBrokenFlow } from '@weir/domain';
import { ResourceLink } from '../app/ResourceLink.js';
import { counted, momentAndAge, visibleText, type Zone } from '../format/index.js';
import { ArnLink } from '../ledger/ArnLink.js';
import { PolicyWords } from '../ledger/PolicyWords.js';
import { stateWords } from '../ledger/SettingsPanels.js';
import { FLOW_GLYPHS, FLOW_WORDS, rateText } from '../map/map-words.js';
import { Glyph } from '../parts/Glyph.js';
import { Name } from '../parts/Name.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { filterOf, isAsynchronous, mappingFigures, WAY_WORDS, type Invoker } from './invokers.js';

interface InvokersPanelProps {
  /** In the order to show; null: not there yet. */
  readonly invokers: readonly Invoker[] | null;
  /** Why they are not there. */
  readonly failure: string | null;
  readonly now: number;
  readonly zone: Zone;
}

/** Who invokes a function: from where, by what, how that goes, and what is kept out on the way. */
export function InvokersPanel({ invokers, failure, now, zone }: InvokersPanelProps) {
  return (
    <section className="panel subscribers" aria-label="Invoked by">
      <header>
        <h2>{invokers === null ? 'Invoked by' : `Invoked by ${counted(invokers.length, 'source')}`}</h2>
        <span className="sub">as far as settings say it; whoever calls it directly is not among them</span>
      </header>
      {invokers === null ? (
        failure === null ? (
          <SkeletonRows rows={3} />
        ) : (
          <p className="body c v-stale">Who invokes it is not loaded: {failure}</p>
        )
      ) : invokers.length === 0 ? (
        <p className="body t2">No topic, rule, pipe, schedule, queue or stream that Weir sees invokes it.</p>
      ) : (
        <ul>
          {invokers.map((invoker) => (
            <Way key={invoker.edge.id} invoker={invoker} now={now} zone={zone} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Way({ invoker: { edge, from, by }, now, zone }: { readonly invoker: Invoker; readonly now: number; readonly zone: Zone }) {
  const { kind, via, state, because, since, ratePerSecond, withoutDeadLetters } = edge;
  const broken = isBrokenFlow(state);
  const tone = `c v-${FLOW_GLYPHS[state]}`;
  const filter = by === null ? null : filterOf(by);
  return (
    <li>
      <div className="row">
        <Glyph state={FLOW_GLYPHS[state]} silent />
        {from.resourceId === null ? (
          <Name name={from.name} className="" />
        ) : (
          <ResourceLink resource={{ id: from.resourceId, kind: from.kind, name: from.name }} className="link" />
        )}
        <span className="t3">
          {WAY_WORDS[kind]}{' '}
          {via !== null && (kind === 'rule' || kind === 'pipe' || kind === 'enrichment') ? (
            <ResourceLink resource={via} className="link" />
          ) : null}
        </span>
        <span className="figures">
          {ratePerSecond === null ? null : (
            <span>
              <b>{rateText(ratePerSecond)}</b>
            </span>
          )}
          <span className={broken ? tone : ''}>{FLOW_WORDS[state]}</span>
        </span>
      </div>
      {because === null || !broken ? null : (
        <p className={tone}>
          {visibleText(because)}
          {since === null ? '' : `, since ${momentAndAge(since, now, zone)}`}
        </p>
      )}
      {by?.consumer == null ? (
        withoutDeadLetters ? (
          <p className="t3 facts-line">
            <span className="nodlq" title="What cannot be delivered is lost">
              no DLQ
            </span>
          </p>
        ) : null
      ) : (
        <MappingFacts mapping={by.consumer} figures={mappingFigures(by)} />
      )}
      {filter === null ? null : (
        <details open={broken}>
          <summary>Lets in what has</summary>
          {filter.texts.map((text, index) => (
            <div key={`${index} ${text}`}>
              {index === 0 ? null : <p className="t2">or</p>}
              <PolicyWords text={text} kind={filter.kind} />
            </div>
          ))}
        </details>
      )}
    </li>
  );
}

const FOR_EVER = -1;

/** What an event source mapping does by its settings, and what is measured of it. */
function MappingFacts({ mapping, figures }: { readonly mapping: ConsumerConfig; readonly figures: readonly string[] }) {
  const { state, batchSize, lastResult, maximumRetries, failureDestinationArn, problems } = mapping;
  return (
    <p className="t3 facts-line">
      <span className={state === 'Enabled' ? '' : 't1'}>{stateWords(state)}</span>
      {figures.map((figure) => (
        <span key={figure} className="t1">
          {figure}
        </span>
      ))}
      {batchSize === null ? null : <span>batches of {batchSize}</span>}
      {maximumRetries === null ? null : (
        <span>{maximumRetries === FOR_EVER ? 'retried until they expire' : `retried ${counted(maximumRetries, 'time')}`}</span>
      )}
      {lastResult === null ? null : <span>last result: {visibleText(lastResult)}</span>}
      {failureDestinationArn === null ? null : (
        <span>
          failures to <ArnLink arn={failureDestinationArn} />
        </span>
      )}
      {problems.map((problem) => (
        <span key={problem} className="t2">
          {visibleText(problem)}
        </span>
      ))}
    </p>
  );
}

interface AsyncFailuresPanelProps {
  readonly resource: Resource;
  /** null: not there yet. */
  readonly invokers: readonly Invoker[] | null;
}

/** Where what failed goes when a function is invoked asynchronously: by topics, rules, schedules and those who do not wait for it. */
export function AsyncFailuresPanel({ resource, invokers }: AsyncFailuresPanelProps) {
  const settings = resource.fanout?.kind === 'function' ? resource.fanout : null;
  if (settings === null) return null;
  return (
    <section className="panel">
      <header>
        <h2>When it fails</h2>
        <span className="sub">invoked asynchronously</span>
      </header>
      <div className="body">
        {settings.deadLetterTargetArn === null ? (
          invokers !== null && !invokers.some(isAsynchronous) ? (
            <p className="t2">Nothing that Weir sees invokes it so. What fails goes back to where it was read.</p>
          ) : (
            <p>
              <span className="nodlq">no DLQ</span>{' '}
              <span className="t2">An event that fails three times, or waits for six hours, is lost. Its own settings may say less.</span>
            </p>
          )
        ) : (
          <p>
            failures to <ArnLink arn={settings.deadLetterTargetArn} />
          </p>
        )}
      </div>
    </section>
  );
}
