import { Dialog } from '@base-ui/react/dialog';
import { useZone } from '../app/view-settings.js';
import { momentAndAge, visibleText } from '../format/index.js';
import { useNow } from '../live/live-context.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { useEndSessions, useOwnSessions } from './session-queries.js';

const STEP_MS = 10_000;

/** Every browser one is signed in with. */
export function OwnSessionsDialog({ close }: { readonly close: () => void }) {
  const { data, error } = useOwnSessions();
  const end = useEndSessions();
  const now = useNow(STEP_MS);
  const zone = useZone();
  const others = data?.items.filter(({ current }) => !current).map(({ id }) => id) ?? [];
  const told = error ?? end.error;
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title render={<h2 />}>Where you are signed in</Dialog.Title>
          {data === undefined && error === null ? <SkeletonRows rows={2} /> : null}
          {told === null ? null : (
            <p role="alert" className="c v-stale">
              {told.message}
            </p>
          )}
          <ul className="own-sessions">
            {data?.items.map(({ id, device, address, current, createdAt, lastSeenAt }) => (
              <li key={id}>
                <div>
                  <b>{visibleText(device)}</b> {current ? <span className="t2">this one</span> : null}
                  <p className="t3">
                    {visibleText(address)}, last used {momentAndAge(lastSeenAt, now, zone)}; since {momentAndAge(createdAt, now, zone)}
                  </p>
                </div>
                {current ? null : (
                  <button
                    type="button"
                    className="btn"
                    disabled={end.isPending}
                    aria-label={`Sign out ${visibleText(device)} at ${visibleText(address)}`}
                    onClick={() => end.mutate([id])}
                  >
                    Sign out
                  </button>
                )}
              </li>
            ))}
          </ul>
          <div className="acts">
            {others.length === 0 ? null : (
              <button type="button" className="btn" disabled={end.isPending} onClick={() => end.mutate(others)}>
                Sign out everywhere else ({others.length})
              </button>
            )}
            <Dialog.Close render={<button type="button" className="btn ghost" />}>Close</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
