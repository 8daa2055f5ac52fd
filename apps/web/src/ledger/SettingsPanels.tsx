import type { FanoutConfig, PipeConfig, Resource, RuleConfig, RuleTarget, TopicConfig } from '@weir/contract';
import { counted, fullDateTime, groupDigits, timeLeft, visibleLines, visibleText, type Zone } from '../format/index.js';
import { ProblemsPanel } from '../queue/QueueSide.js';
import { pretty } from '../trace/trace-form.js';
import { ArnLink } from './ArnLink.js';
import { PolicyWords } from './PolicyWords.js';

type Fact = readonly [name: string, value: React.ReactNode];

/** What AWS says about it: patterns and targets first, then the rest. */
export function SettingsPanels({ resource, zone }: { readonly resource: Resource; readonly zone: Zone }) {
  const { fanout } = resource;
  return (
    <>
      {fanout !== null && fanout.problems.length > 0 ? <ProblemsPanel problems={fanout.problems} /> : null}
      {fanout?.kind === 'rule' ? <RulePanels rule={fanout} /> : null}
      {fanout?.kind === 'pipe' ? <PipePanel pipe={fanout} /> : null}
      <section className="panel">
        <header>
          <h2>Settings at AWS</h2>
        </header>
        <dl className="body pairs">
          {[...(fanout === null ? [] : factsOf(fanout)), ...placeFacts(resource, zone)].map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p className="arn mono">{visibleText(resource.arn)}</p>
      </section>
    </>
  );
}

const placeFacts = ({ accountName, accountId, region, system, firstSeen }: Resource, zone: Zone): readonly Fact[] => [
  ['Account', `${accountName} ${accountId}`],
  ['Region', region],
  ['System', <bdi key="system">{visibleText(system)}</bdi>],
  ['Seen by Weir since', fullDateTime(firstSeen, zone)],
];

function factsOf(fanout: FanoutConfig): readonly Fact[] {
  switch (fanout.kind) {
    case 'topic': {
      const logged = Object.entries(fanout.deliveryLogs).map(([protocol, logging]) => `${protocol}: ${loggedWords(logging)}`);
      return [
        ['Type', fanout.fifo ? 'FIFO' : 'standard'],
        ['Subscriptions', `${fanout.subscriptionsConfirmed} confirmed, ${fanout.subscriptionsPending} pending`],
        ['Encrypted', fanout.encrypted ? 'yes' : 'no'],
        ['Delivery-status logs', logged.length === 0 ? 'off' : logged.join('; ')],
      ];
    }
    case 'rule':
      return [
        ['State', stateWords(fanout.state)],
        ['Bus', <ArnLink key="bus" arn={fanout.busArn} />],
        ...(fanout.managedBy === null ? [] : [['Managed by', fanout.managedBy] as const]),
        ...(fanout.schedule === null ? [] : [['Schedule', fanout.schedule] as const]),
      ];
    case 'pipe':
      return [
        ['State', stateWords(fanout.currentState)],
        ...(fanout.stateReason === null ? [] : [['Because', visibleText(fanout.stateReason)] as const]),
        ['Batch', fanout.batchSize === null ? 'not known' : counted(fanout.batchSize, 'event')],
        [
          'Retries',
          fanout.maximumRetries === null ? 'as the source' : fanout.maximumRetries < 0 ? 'for ever' : groupDigits(fanout.maximumRetries),
        ],
      ];
    case 'schedule-group':
      return [
        ['State', stateWords(fanout.state)],
        ['Schedules', fanout.schedules === null ? 'not readable' : groupDigits(fanout.schedules.length)],
      ];
    case 'function':
      return [
        ['Timeout', fanout.timeoutSeconds === null ? 'not known' : timeLeft(fanout.timeoutSeconds)],
        ['Memory', fanout.memoryMegabytes === null ? 'not known' : `${groupDigits(fanout.memoryMegabytes)}\u202fMB`],
      ];
    case 'delivery-stream':
      return [
        ['State', stateWords(fanout.state)],
        ['Delivers to', fanout.destination ?? 'not known'],
        ['Collects for', fanout.bufferSeconds === null ? 'not known' : `${timeLeft(fanout.bufferSeconds)} at most`],
      ];
    default:
      return [];
  }
}

const loggedWords = ({ successPercent, failures }: TopicConfig['deliveryLogs'][string]): string =>
  [...(failures ? ['failures'] : []), ...(successPercent > 0 ? [`${successPercent} % of successes`] : [])].join(' and ') || 'nothing';

/** `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS` as people say it. */
export const stateWords = (state: string): string => visibleText(state.toLowerCase().replaceAll('_', ' '));

function RulePanels({ rule: { pattern, targets } }: { readonly rule: RuleConfig }) {
  return (
    <>
      {pattern === null ? null : (
        <section className="panel">
          <header>
            <h2>Matches events whose</h2>
          </header>
          <div className="body">
            <PolicyWords text={pattern} kind="pattern" />
          </div>
        </section>
      )}
      <section className="panel targets">
        <header>
          <h2>{targets === null ? 'Targets not readable' : counted(targets.length, 'target')}</h2>
        </header>
        {targets === null ? (
          <p className="body t2">The role may not list them.</p>
        ) : (
          <ul className="body">
            {targets.map((target) => (
              <li key={target.id}>
                <Target target={target} />
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function Target({ target }: { readonly target: RuleTarget }) {
  const { arn, deadLetterTargetArn, retry, input, inputPath, inputTransformer, apiDestination } = target;
  const given = input ?? inputTransformer?.template ?? null;
  return (
    <>
      <ArnLink arn={arn} {...(apiDestination === null ? {} : { name: apiDestination.name })} />
      {apiDestination === null ? null : (
        <p className="t2 wrap">
          {apiDestination.method} {visibleText(apiDestination.endpoint)}
          {apiDestination.ratePerSecond === null ? '' : `, at most ${apiDestination.ratePerSecond}/s`}
          {apiDestination.connectionState === null ? '' : `, connection ${stateWords(apiDestination.connectionState)}`}
        </p>
      )}
      <p className="t3">{retryWords(retry)}</p>
      <p className="t3">
        {deadLetterTargetArn === null ? (
          <span className="nodlq">no DLQ</span>
        ) : (
          <>
            failures to <ArnLink arn={deadLetterTargetArn} />
          </>
        )}
      </p>
      {inputPath === null ? null : <p className="t3">gets only {visibleText(inputPath)} of the event</p>}
      {given === null ? null : (
        <details>
          <summary>{input === null ? 'Input made from a template' : 'Constant input'}</summary>
          {inputTransformer === null ? null : (
            <ul className="paths mono">
              {Object.entries(inputTransformer.paths).map(([name, path]) => (
                <li key={name}>
                  {visibleText(name)} = {visibleText(path)}
                </li>
              ))}
            </ul>
          )}
          <pre className="code" tabIndex={0}>
            {visibleLines(pretty(given))}
          </pre>
        </details>
      )}
    </>
  );
}

function retryWords(retry: RuleTarget['retry']): string {
  if (retry === null) return 'tried up to 185 times within 24 h, AWS’s default';
  const { attempts, ageSeconds } = retry;
  const times =
    attempts === 0 ? 'never retried' : attempts === null ? 'retried up to 185 times' : `retried up to ${counted(attempts, 'time')}`;
  return ageSeconds === null || attempts === 0 ? times : `${times} within ${timeLeft(ageSeconds)}`;
}

function PipePanel({ pipe }: { readonly pipe: PipeConfig }) {
  const { sourceArn, enrichmentArn, targetArn, filters, deadLetterTargetArn, inputTemplate } = pipe;
  return (
    <section className="panel">
      <header>
        <h2>From source to target</h2>
      </header>
      <div className="body pipe-way">
        <p>
          takes from <ArnLink arn={sourceArn} />
        </p>
        {filters === null ? (
          <p className="t2">Its filters are not readable.</p>
        ) : filters.length === 0 ? (
          <p className="t2">filters nothing</p>
        ) : (
          filters.map((filter, index) => (
            <div key={`${index} ${filter}`}>
              <p className="t2">{index === 0 ? 'keeps events of which' : 'or'}</p>
              <PolicyWords text={filter} kind="pipe" />
            </div>
          ))
        )}
        {enrichmentArn === null ? null : (
          <p>
            enriches through <ArnLink arn={enrichmentArn} />
          </p>
        )}
        {inputTemplate === null ? null : (
          <details>
            <summary>Input made from a template</summary>
            <pre className="code" tabIndex={0}>
              {visibleLines(inputTemplate)}
            </pre>
          </details>
        )}
        <p>
          delivers to <ArnLink arn={targetArn} />
        </p>
        <p>
          {deadLetterTargetArn === null ? (
            <span className="nodlq">no DLQ of its own</span>
          ) : (
            <>
              failures to <ArnLink arn={deadLetterTargetArn} />
            </>
          )}
        </p>
      </div>
    </section>
  );
}
