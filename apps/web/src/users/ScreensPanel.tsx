import { newKiosk, type Kiosk } from '@weir/contract';
import { useState } from 'react';
import { useAccountNames } from '../auth/account-names.js';
import { scopeWords } from '../auth/session-words.js';
import { moment, momentAndAge, visibleText, type Zone } from '../format/index.js';
import { Icon } from '../parts/Icon.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { FormDialog } from './FormDialog.js';
import { OnceDialog } from './OnceDialog.js';
import { RevokeButton } from './RevokeButton.js';
import { AccountsField } from './StandingFields.js';
import { useAddKiosk, useKiosks, useRevokeKiosk } from './user-queries.js';
import type { Standing } from './user-words.js';

interface At {
  readonly now: number;
  readonly zone: Zone;
}

/** Screens that show the wall without anybody signing in. */
export function ScreensPanel({ now, zone }: At) {
  const { data, error } = useKiosks();
  const [adding, setAdding] = useState(false);
  const [path, setPath] = useState<string | null>(null);
  return (
    <section className="panel people" aria-labelledby="screens-title">
      <header>
        <h2 id="screens-title">Screens</h2>
        <span className="sub">show the wall and nothing else</span>
        <span className="right">
          <button type="button" className="btn" onClick={() => setAdding(true)}>
            <Icon name="plus" size={14} /> Set up a screen
          </button>
        </span>
      </header>
      {error === null ? null : (
        <p role="alert" className="body c v-stale">
          {error.message}
        </p>
      )}
      {data === undefined && error === null ? <SkeletonRows rows={2} /> : null}
      {data?.items.length === 0 ? <p className="body t2">No screen is set up.</p> : null}
      <ul>
        {data?.items.map((screen) => (
          <ScreenRow key={screen.id} screen={screen} now={now} zone={zone} />
        ))}
      </ul>
      {adding ? (
        <AddScreenDialog
          close={() => setAdding(false)}
          added={(made) => {
            setAdding(false);
            setPath(made);
          }}
        />
      ) : null}
      {path === null ? null : (
        <OnceDialog title="A link for the screen" what="the link" text={`${window.location.origin}${path}`} close={() => setPath(null)}>
          <p className="t2">Open it once on the screen. It is shown this once; the screen renews itself for as long as it is used.</p>
        </OnceDialog>
      )}
    </section>
  );
}

function ScreenRow({ screen, now, zone }: At & { readonly screen: Kiosk }) {
  const accountNames = useAccountNames();
  const revoke = useRevokeKiosk();
  const { id, name, prefix, accounts, expiresAt, lastSeenAt } = screen;
  return (
    <li>
      <div>
        <b className="nm">{visibleText(name)}</b> <span className="mono t3">{prefix}…</span>
        <p className="t3">{lastSeenAt === null ? 'its link was not opened yet' : `seen ${momentAndAge(lastSeenAt, now, zone)}`}</p>
        {revoke.error === null ? null : (
          <p role="alert" className="c v-stale">
            {revoke.error.message}
          </p>
        )}
      </div>
      <div className="standing">
        <span>ends {moment(expiresAt, now, zone)} unless seen before</span>
        <span className="t3">sees {visibleText(scopeWords(accounts, accountNames))}</span>
      </div>
      <div className="acts">
        <RevokeButton what={`the screen ${visibleText(name)}`} isPending={revoke.isPending} revoke={() => revoke.mutate(id)} />
      </div>
    </li>
  );
}

function AddScreenDialog({ added, close }: { readonly added: (path: string) => void; readonly close: () => void }) {
  const add = useAddKiosk();
  const [name, setName] = useState('');
  const [accounts, setAccounts] = useState<Standing['accounts']>(null);
  const [problem, setProblem] = useState('');
  const submit = () => {
    const read = newKiosk.safeParse({ name, accounts });
    if (!read.success) return setProblem(read.error.issues[0]?.message ?? 'fill in what is missing');
    setProblem('');
    add.mutate(read.data, { onSuccess: ({ path }) => added(path) });
  };
  return (
    <FormDialog
      title="Set up a screen"
      does="Make a link"
      submit={submit}
      isPending={add.isPending}
      problem={problem === '' ? (add.error?.message ?? '') : problem}
      close={close}
    >
      <label>
        Where it hangs
        <input name="name" autoComplete="off" autoFocus maxLength={120} value={name} onChange={({ target }) => setName(target.value)} />
      </label>
      <AccountsField value={accounts} change={setAccounts} />
    </FormDialog>
  );
}
