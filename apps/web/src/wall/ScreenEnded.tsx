import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Glyph } from '../parts/Glyph.js';
import './wall.css';

/** What a screen shows that nobody signed in: never a form, and never old data. */
export function ScreenEnded({ why }: { readonly why: string }) {
  useEffect(() => {
    document.title = 'Wall · Weir';
  }, []);
  return (
    <div className="room">
      <main className="kiosk ended" aria-label="Wall">
        <div className="ended-words">
          <Glyph state="stale" units={10.4} silent />
          <h1 className="big c v-stale">This screen may not show the wall</h1>
          <p>{why}</p>
          <p>
            An admin makes a new link at <b>{window.location.host}/settings/users</b>, under Screens. Open it here once.
          </p>
          <p>
            <Link className="link" to="/login" search={{ next: '/wall' }}>
              At a desk: sign in
            </Link>
          </p>
        </div>
      </main>
    </div>
  );
}
