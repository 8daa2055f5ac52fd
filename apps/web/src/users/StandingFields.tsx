import { useAccountNames } from '../auth/account-names.js';
import { ROLE_WORDS } from '../auth/session-words.js';
import { visibleText } from '../format/index.js';
import { ROLES, type Standing } from './user-words.js';

/** Asks for a role, each with what it may do. */
export function RoleField({ value, change }: { readonly value: Standing['role']; readonly change: (role: Standing['role']) => void }) {
  return (
    <fieldset>
      <legend>Role</legend>
      {ROLES.map((role) => (
        <label key={role} className="check">
          <input type="radio" name="role" value={role} checked={role === value} onChange={() => change(role)} />
          <span>
            <b>{role}</b> {ROLE_WORDS[role]}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface AccountsFieldProps {
  readonly value: Standing['accounts'];
  readonly change: (accounts: Standing['accounts']) => void;
}

/** Asks which accounts may be seen. Those chosen before stay to be seen, though Weir watches them no more. */
export function AccountsField({ value, change }: AccountsFieldProps) {
  const names = useAccountNames();
  const ids = [...new Set([...names.keys(), ...(value ?? [])])];
  return (
    <fieldset>
      <legend>Accounts</legend>
      <label className="check">
        <input type="checkbox" checked={value === null} onChange={() => change(value === null ? ids : null)} />
        <span>
          <b>every account</b>, also those added later
        </span>
      </label>
      {value === null
        ? null
        : ids.map((id) => (
            <label key={id} className="check inner">
              <input
                type="checkbox"
                checked={value.includes(id)}
                onChange={() => change(value.includes(id) ? value.filter((other) => other !== id) : [...value, id])}
              />
              <span>
                {visibleText(names.get(id) ?? '')} <span className="mono t3">{id}</span>
              </span>
            </label>
          ))}
    </fieldset>
  );
}
