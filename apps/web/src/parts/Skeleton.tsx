import { useEffect, useState } from 'react';

const APPEARS_AFTER_MS = 300;

/** Holds back what would only flash on a quick answer. */
export function Patience({ children }: { readonly children: React.ReactNode }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), APPEARS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return late ? children : null;
}

/** Grey boxes where the rows of a list will stand. */
export function SkeletonRows({ rows }: { readonly rows: number }) {
  return (
    <Patience>
      <div className="skeleton" role="status" aria-label="Loading">
        {Array.from({ length: rows }, (_unused, index) => (
          <div className="row" key={index}>
            <span className="sk round" />
            <span className={`sk w${index % 4}`} />
            <span className="sk" />
            <span className="sk" />
          </div>
        ))}
      </div>
    </Patience>
  );
}
