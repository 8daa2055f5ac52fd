import { Link } from '@tanstack/react-router';
import { resourceKind, type Estate, type ScopeStatus } from '@weir/contract';
import { groupDigits } from '../format/index.js';
import { countedWords, gapsOf } from '../listing/listing-gaps.js';
import { readClock } from '../live/freshness.js';
import { useNow } from '../live/live-context.js';
import { Fresh } from '../parts/Fresh.js';
import { Glyph } from '../parts/Glyph.js';

/** Accounts and regions, how fresh each is, and what is denied. */
export function WhatWeirSees({ estate }: { readonly estate: Estate }) {
  const denied = estate.scopes.some((scope) => scope.live.state === 'denied' || isPartlyDenied(scope));
  return (
    <section className="panel">
      <header>
        <h2>What Weir can see</h2>
      </header>
      <div className="body seen">
        {estate.scopes.map((scope) => (
          <ScopeLine key={`${scope.accountId}/${scope.region}`} scope={scope} />
        ))}
        {denied ? (
          <Link className="link" to="/settings">
            Show the missing permission
          </Link>
        ) : null}
      </div>
    </section>
  );
}

const isPartlyDenied = ({ listings }: ScopeStatus): boolean => Object.values(listings).some(({ failure }) => failure?.state === 'denied');

function ScopeLine({ scope }: { readonly scope: ScopeStatus }) {
  const now = useNow();
  const name = `${scope.accountName} ${scope.region}`;
  if (scope.live.state === 'denied') {
    return (
      <div className="dark">
        <span className="fresh">
          <Glyph state="unknown" silent />
          {name}
        </span>
        <span>denied, {groupDigits(scope.resources)}</span>
      </div>
    );
  }
  return (
    <div>
      <Fresh label={name} clock={readClock(scope.live, now)} />
      <span className="t3">
        {isPartlyDenied(scope) ? 'partly denied, ' : ''}
        {countedWords(scope.resources, gapsOf({ scopes: [scope] }, resourceKind.options))}
      </span>
    </div>
  );
}
