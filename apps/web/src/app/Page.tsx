import { useEffect } from 'react';
import { FreshnessClocks } from './FreshnessClocks.js';
import { EstateStrips } from './EstateStrips.js';
import { YouMenu } from '../auth/YouMenu.js';
import { FindButton } from './Finder.js';
import { ViewButtons } from './ViewButtons.js';

interface PageProps {
  /** Named in the browser's tab. */
  readonly name: string;
  readonly title: React.ReactNode;
  /** False on pages with a filter box of their own: `/` belongs to it. */
  readonly find?: boolean;
  /** Controls of the page, in the top bar. */
  readonly tools?: React.ReactNode;
  readonly className?: string;
  readonly children: React.ReactNode;
}

/** Top bar and content of one page. */
export function Page({ name, title, find = true, tools, className, children }: PageProps) {
  useEffect(() => {
    document.title = `${name} · Weir`;
  }, [name]);
  return (
    <>
      <header className="topbar">
        <h1>{title}</h1>
        <div className="spring" />
        {tools}
        {find ? <FindButton /> : null}
        <ViewButtons />
        <YouMenu />
        <FreshnessClocks />
      </header>
      <main id="main" tabIndex={-1} className={className}>
        <EstateStrips />
        {children}
      </main>
    </>
  );
}
