import { Link } from '@tanstack/react-router';
import type { IncidentDetail, SuggestedAction } from '@weir/contract';
import { visibleText } from '../format/index.js';
import { Command } from '../stream/Command.js';

interface DoNextProps {
  readonly suggestions: readonly SuggestedAction[];
  readonly runbooks: IncidentDetail['runbooks'];
  readonly isOpen: boolean;
  /** What mended it. */
  readonly fix: string | null;
}

/** What to do, most useful first; of what is over, what mended it. */
export function DoNext({ suggestions, runbooks, isOpen, fix }: DoNextProps) {
  if (!isOpen)
    return fix === null ? null : (
      <section className="panel o1">
        <header>
          <h2>What fixed it</h2>
        </header>
        <p className="body fix">{visibleText(fix)}</p>
      </section>
    );
  if (suggestions.length === 0 && runbooks.length === 0) return null;
  return (
    <section className="panel o1">
      <header>
        <h2>Do next</h2>
      </header>
      <div className="body">
        <ol className="steps">
          {suggestions.map((suggestion, index) => (
            <li key={suggestion.id}>
              <span className="no" aria-hidden="true">
                {index + 1}
              </span>
              <div>
                <b>
                  <StepTitle suggestion={suggestion} />
                </b>
                <p>{visibleText(suggestion.detail)}</p>
                {suggestion.command === null ? null : <Command text={suggestion.command} what="the command" />}
              </div>
            </li>
          ))}
        </ol>
        {runbooks.length === 0 ? null : (
          <p className="runbooks">
            {runbooks.map(({ title, url }) => (
              <a key={url} className="link" href={url} target="_blank" rel="noreferrer noopener">
                Runbook: {visibleText(title)}
              </a>
            ))}
          </p>
        )}
      </div>
    </section>
  );
}

/** Into Weir the router leads; elsewhere the browser, and only by http. */
function StepTitle({ suggestion: { title, href } }: { readonly suggestion: SuggestedAction }) {
  const shown = visibleText(title);
  if (href === null) return shown;
  if (href.startsWith('/'))
    return (
      <Link className="link" to={href}>
        {shown}
      </Link>
    );
  return /^https?:\/\//.test(href) ? (
    <a className="link" href={href} target="_blank" rel="noreferrer noopener">
      {shown}
    </a>
  ) : (
    shown
  );
}
