import { resourceId, type AlarmScope } from '@weir/contract';
import { useState } from 'react';
import { useEstate } from '../live/live-context.js';
import { visibleText } from '../format/index.js';
import { ResourcePicker } from './ResourcePicker.js';

type Kind = AlarmScope['scope'];
const KINDS: readonly (readonly [Kind, string])[] = [
  ['account', 'an account'],
  ['tag', 'a tag'],
  ['resource', 'one resource'],
  ['estate', 'the estate'],
];

/** Chooses where settings hold. Told as typed; whether it is whole is for the contract to tell. */
export function ScopePicker({ change }: { readonly change: (scope: unknown) => void }) {
  const { estate } = useEstate();
  const [kind, setKind] = useState<Kind>('account');
  const [tag, setTag] = useState({ key: '', value: '' });
  const accounts = [...new Map((estate?.scopes ?? []).map(({ accountId, accountName }) => [accountId, accountName]))];
  const choose = (next: Kind) => {
    setKind(next);
    change(next === 'estate' ? { scope: 'estate' } : { scope: next });
  };
  const setTagPart = (part: Partial<typeof tag>) => {
    const next = { ...tag, ...part };
    setTag(next);
    change({ scope: 'tag', key: next.key.trim(), value: next.value.trim() });
  };
  return (
    <div className="setting-pairs">
      <label>
        Where it holds
        <select value={kind} onChange={({ target }) => choose(KINDS.find(([known]) => known === target.value)?.[0] ?? 'account')}>
          {KINDS.map(([known, words]) => (
            <option key={known} value={known}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {kind === 'account' ? (
        <label>
          Account
          <select defaultValue="" onChange={({ target }) => change({ scope: 'account', account: target.value })}>
            <option value="" disabled>
              choose
            </option>
            {accounts.map(([id, name]) => (
              <option key={id} value={id}>
                {visibleText(name)} {id}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {kind === 'tag' ? (
        <>
          <label>
            Tag
            <input value={tag.key} placeholder="team" maxLength={128} onChange={({ target }) => setTagPart({ key: target.value })} />
          </label>
          <label>
            Value
            <input
              value={tag.value}
              placeholder="payments"
              maxLength={256}
              onChange={({ target }) => setTagPart({ value: target.value })}
            />
          </label>
        </>
      ) : null}
      {kind === 'resource' ? (
        <ResourcePicker label="Resource" choose={(id) => change({ scope: 'resource', resource: resourceId.safeParse(id).data })} />
      ) : null}
    </div>
  );
}
