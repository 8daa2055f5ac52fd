import { newApiToken, type ApiToken } from '@weir/contract';
import { useState } from 'react';
import { useAccountNames } from '../auth/account-names.js';
import { scopeWords } from '../auth/session-words.js';
import { momentAndAge, visibleText, type Zone } from '../format/index.js';
import { Icon } from '../parts/Icon.js';
import { SkeletonRows } from '../parts/Skeleton.js';
import { FormDialog } from './FormDialog.js';
import { OnceDialog } from './OnceDialog.js';
import { RevokeButton } from './RevokeButton.js';
import { AccountsField, RoleField } from './StandingFields.js';
import { useAddApiToken, useApiTokens, useRevokeApiToken } from './user-queries.js';
import { endWords, type Standing } from './user-words.js';

interface At {
  readonly now: number;
  readonly zone: Zone;
}

/** What scripts call Weir with. */
export function TokensPanel({ now, zone }: At) {
  const { data, error } = useApiTokens();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <section className="panel people" aria-labelledby="tokens-title">
      <header>
        <h2 id="tokens-title">API tokens</h2>
        <span className="sub">for scripts: Authorization: Bearer</span>
        <span className="right">
          <button type="button" className="btn" onClick={() => setAdding(true)}>
            <Icon name="plus" size={14} /> Make a token
          </button>
        </span>
      </header>
      {error === null ? null : (
        <p role="alert" className="body c v-stale">
          {error.message}
        </p>
      )}
      {data === undefined && error === null ? <SkeletonRows rows={2} /> : null}
      {data?.items.length === 0 ? <p className="body t2">No script has a token.</p> : null}
      <ul>
        {data?.items.map((token) => (
          <TokenRow key={token.id} token={token} now={now} zone={zone} />
        ))}
      </ul>
      {adding ? (
        <AddTokenDialog
          close={() => setAdding(false)}
          added={(made) => {
            setAdding(false);
            setSecret(made);
          }}
        />
      ) : null}
      {secret === null ? null : (
        <OnceDialog title="The token" what="the token" text={secret} close={() => setSecret(null)}>
          <p className="t2">It is shown this once: Weir keeps only what it needs to recognise it.</p>
        </OnceDialog>
      )}
    </section>
  );
}

function TokenRow({ token, now, zone }: At & { readonly token: ApiToken }) {
  const accountNames = useAccountNames();
  const revoke = useRevokeApiToken();
  const { id, name, prefix, role, accounts, createdAt, createdBy, expiresAt, lastUsedAt } = token;
  return (
    <li>
      <div>
        <b className="nm">{visibleText(name)}</b> <span className="mono t3">{prefix}…</span>
        <p className="t3">
          {lastUsedAt === null ? 'not used yet' : `used ${momentAndAge(lastUsedAt, now, zone)}`}; made by {visibleText(createdBy)},{' '}
          {momentAndAge(createdAt, now, zone)}
        </p>
        {revoke.error === null ? null : (
          <p role="alert" className="c v-stale">
            {revoke.error.message}
          </p>
        )}
      </div>
      <div className="standing">
        <b>{role}</b>
        <span className="t3">
          {endWords(expiresAt, now)}; sees {visibleText(scopeWords(accounts, accountNames))}
        </span>
      </div>
      <div className="acts">
        <RevokeButton what={`the token ${visibleText(name)}`} isPending={revoke.isPending} revoke={() => revoke.mutate(id)} />
      </div>
    </li>
  );
}

const LIVES: readonly (readonly [days: number | null, label: string])[] = [
  [30, '30 days'],
  [90, '90 days'],
  [365, 'a year'],
  [null, 'without end'],
];

function AddTokenDialog({ added, close }: { readonly added: (secret: string) => void; readonly close: () => void }) {
  const add = useAddApiToken();
  const [name, setName] = useState('');
  const [standing, setStanding] = useState<Standing>({ role: 'viewer', accounts: null });
  const [days, setDays] = useState<number | null>(90);
  const [problem, setProblem] = useState('');
  const submit = () => {
    const read = newApiToken.safeParse({ name, ...standing, expiresInDays: days });
    if (!read.success) return setProblem(read.error.issues[0]?.message ?? 'fill in what is missing');
    setProblem('');
    add.mutate(read.data, { onSuccess: ({ secret }) => added(secret) });
  };
  return (
    <FormDialog
      title="Make a token"
      does="Make it"
      submit={submit}
      isPending={add.isPending}
      problem={problem === '' ? (add.error?.message ?? '') : problem}
      close={close}
    >
      <label>
        What it is for
        <input name="name" autoComplete="off" autoFocus maxLength={120} value={name} onChange={({ target }) => setName(target.value)} />
      </label>
      <RoleField value={standing.role} change={(role) => setStanding({ ...standing, role })} />
      <AccountsField value={standing.accounts} change={(accounts) => setStanding({ ...standing, accounts })} />
      <label>
        It holds for
        <select value={String(days)} onChange={({ target }) => setDays(LIVES.find(([life]) => String(life) === target.value)?.[0] ?? null)}>
          {LIVES.map(([life, label]) => (
            <option key={label} value={String(life)}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </FormDialog>
  );
}
