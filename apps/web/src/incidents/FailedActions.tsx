import { useZone } from '../app/view-settings.js';
import { ApiError } from '../api/call-api.js';
import { useNow } from '../live/live-context.js';
import { Strip } from '../parts/Strip.js';
import { useFailedActions } from './incident-queries.js';
import { conflictWords, triedWords } from './incident-words.js';

/** Actions that were refused, each with who was quicker or what is wrong. They stay until they are read away. */
export function FailedActions() {
  const { failed, forget } = useFailedActions();
  const now = useNow();
  const zone = useZone();
  if (failed.length === 0) return null;
  return (
    <div className="strips">
      {failed.map(({ call, error, key }) => {
        const conflict = error instanceof ApiError ? error.problem?.conflict : undefined;
        return (
          <Strip
            key={key}
            state="slow"
            title={`${call.incident} was not ${triedWords(call.action, now, zone)}.`}
            actions={
              <button type="button" className="btn" onClick={() => forget(key)}>
                Dismiss
              </button>
            }
          >
            {conflict === undefined ? error.message : `${conflictWords(conflict, now, zone)} Look again before you repeat it.`}
          </Strip>
        );
      })}
    </div>
  );
}
