import { Link } from '@tanstack/react-router';
import type { BodyLayer, DeadLetter, DeadLetterGroup } from '@weir/contract';
import { useState } from 'react';
import { useKeys } from '../app/keys.js';
import { bytes, counted, groupDigits, momentAndAge, visibleLines, visibleText, type Zone } from '../format/index.js';
import { ResourceLink } from '../app/ResourceLink.js';
import { traceSearchOf } from '../trace/trace-search.js';

interface SamplePaneProps {
  readonly group: DeadLetterGroup;
  readonly index: number;
  readonly next: () => void;
  readonly now: number;
  readonly zone: Zone;
  readonly layer: string | undefined;
  readonly setLayer: (layer: string) => void;
}

const LAYER_WORDS: Readonly<Record<BodyLayer['kind'], string>> = {
  text: 'As received',
  json: 'JSON',
  base64: 'Base64',
  gzip: 'Unpacked',
  sns: 'SNS envelope',
  eventbridge: 'Event',
  raw: 'Bytes',
};

/** One message of a group, from its envelope to what is inside. */
export function SamplePane({ group, index, next, now, zone, layer, setLayer }: SamplePaneProps) {
  const sample = group.samples[index];
  const [copied, setCopied] = useState('');
  const layers = sample?.layers ?? [];
  const named = layers.map((each, place) => ({ ...each, name: `${place} ${each.kind}` }));
  const shown = named.find(({ name }) => name === layer) ?? named.at(-1);
  const copy = () => {
    const put = 'clipboard' in navigator ? navigator.clipboard.writeText(shown?.text ?? '') : Promise.reject(new Error('no clipboard'));
    put.then(
      () => setCopied('Copied'),
      () => setCopied('The browser refused to copy'),
    );
  };
  useKeys({ c: copy });
  if (sample === undefined) return <div className="sample t2">No message of this group holds what is searched for.</div>;
  return (
    <div className="sample">
      <div className="sample-head">
        <dl>
          <div>
            <dt>received</dt>
            <dd>{sample.receiveCount === null ? '–' : counted(sample.receiveCount, 'time')}</dd>
          </div>
          <div>
            <dt>sent</dt>
            <dd>{sample.sentAt === null ? '–' : momentAndAge(sample.sentAt, now, zone)}</dd>
          </div>
          <div>
            <dt>id</dt>
            <dd className="mono" title={sample.messageId}>
              {visibleText(sample.messageId.slice(0, 8))}
            </dd>
          </div>
          <div>
            <dt>size</dt>
            <dd>{bytes(sample.bytes)}</dd>
          </div>
          {sample.messageGroupId === null ? null : (
            <div>
              <dt>group</dt>
              <dd>{visibleText(sample.messageGroupId)}</dd>
            </div>
          )}
        </dl>
        <div className="turn">
          <span className="t3">
            {groupDigits(index + 1)} of {groupDigits(group.samples.length)}
            {group.sampled > group.samples.length ? ` shown, ${groupDigits(group.sampled)} looked at` : ''}
          </span>
          <button type="button" className="plain link" onClick={next} disabled={group.samples.length < 2}>
            next <kbd>N</kbd>
          </button>
          <button type="button" className="plain link" onClick={copy}>
            <span aria-live="polite">{copied === '' ? 'copy' : copied}</span> <kbd>C</kbd>
          </button>
        </div>
      </div>
      {group.error.length === 0 ? null : (
        <ul className="errors">
          {group.error.map(({ name, value }) => (
            <li key={name}>
              <span className="t3">{visibleText(name)}</span> <bdi>{visibleText(value)}</bdi>
            </li>
          ))}
        </ul>
      )}
      {named.length < 2 ? null : (
        <span className="seg layers" role="group" aria-label="How the body is read">
          {named.map(({ name, kind }) => (
            <button key={name} type="button" aria-pressed={name === shown?.name} onClick={() => setLayer(name)}>
              {LAYER_WORDS[kind]}
            </button>
          ))}
        </span>
      )}
      {shown === undefined ? null : <Body layer={shown} />}
      <Remarks sample={sample} />
      <Attributes sample={sample} />
      <LeadsOn group={group} sample={sample} />
    </div>
  );
}

/** Text with the numbers of its lines. What is masked is told apart from what the message says. */
function Body({ layer }: { readonly layer: BodyLayer }) {
  const lines = visibleLines(layer.text).split('\n');
  return (
    <pre className="letter-body" tabIndex={0} aria-label={`The body, ${LAYER_WORDS[layer.kind]}`}>
      {lines.map((line, place) => (
        // Lines have no name but their place.
        <span key={place} className="line">
          <i aria-hidden="true">{place + 1}</i>
          <span>
            <Masked text={line} />
            {'\n'}
          </span>
        </span>
      ))}
      {layer.cut === 0 ? null : (
        <span className="t3">… {groupDigits(layer.cut)} more characters are not shown; the export has as many.</span>
      )}
    </pre>
  );
}

const HIDDEN = /(\[[^[\]]{1,60} hidden\])/;

function Masked({ text }: { readonly text: string }) {
  return text.split(HIDDEN).map((part, place) =>
    place % 2 === 1 ? (
      <mark key={place} className="hidden-part">
        {part.slice(1, -1)}
      </mark>
    ) : (
      part
    ),
  );
}

function Remarks({ sample }: { readonly sample: DeadLetter }) {
  const masked = sample.masked.map(({ rule, times }) => `${visibleText(rule)}${times > 1 ? ` ×${groupDigits(times)}` : ''}`);
  if (masked.length === 0 && sample.problems.length === 0) return null;
  return (
    <p className="t3 remarks">
      {masked.length === 0 ? '' : `Masked: ${masked.join(', ')}. `}
      {sample.problems.map((problem) => `${visibleText(problem)}. `).join('')}
    </p>
  );
}

function Attributes({ sample }: { readonly sample: DeadLetter }) {
  if (sample.attributes.length === 0) return null;
  return (
    <details className="letter-attributes">
      <summary>{counted(sample.attributes.length, 'attribute')}</summary>
      <table>
        <tbody>
          {sample.attributes.map(({ name, type, value, cut }) => (
            <tr key={name}>
              <th scope="row">{visibleText(name)}</th>
              <td className="t3">{visibleText(type)}</td>
              <td className="mono">
                <Masked text={visibleText(value)} />
                {cut === 0 ? '' : ` … ${groupDigits(cut)} more`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

const jsonText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
const attributesText = (attributes: Readonly<Record<string, unknown>>): string =>
  Object.keys(attributes).length === 0 ? '' : JSON.stringify(attributes, null, 2);

/** Where it came from, the ids that lead on, and its way through the estate. */
function LeadsOn({ group, sample }: { readonly group: DeadLetterGroup; readonly sample: DeadLetter }) {
  const { source } = group;
  const { trace } = sample;
  return (
    <div className="leads-on">
      {source?.id == null || source.kind === null ? null : (
        <span>
          <span className="t3">failed at</span> <ResourceLink resource={{ id: source.id, kind: source.kind, name: source.name }} />
        </span>
      )}
      {trace === null ? null : (
        <Link className="link" to="/trace" search={traceSearchOf(trace.from, jsonText(trace.event), attributesText(trace.attributes))}>
          Follow its route
        </Link>
      )}
      {sample.correlate.map(({ label, value }) => (
        <span key={label} className="correlate">
          <span className="t3">{visibleText(label)}</span> <code>{visibleText(value)}</code>
        </span>
      ))}
    </div>
  );
}
