import { useEffect } from 'react';
import { Mark } from '../parts/Icon.js';
import './auth.css';

interface EntranceProps {
  readonly title: string;
  readonly children: React.ReactNode;
}

/** A page for somebody who is not in yet: the mark, what it is, and what to do. */
export function Entrance({ title, children }: EntranceProps) {
  useEffect(() => {
    document.title = `${title} · Weir`;
  }, [title]);
  return (
    <main id="main" className="entrance">
      <section className="panel">
        <p className="entrance-brand">
          <Mark size={26} /> Weir
        </p>
        <h1>{title}</h1>
        {children}
      </section>
    </main>
  );
}
