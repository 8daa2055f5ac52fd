import { useId, useState } from 'react';
import { guessedWords, passwordStrength, type StrengthLevel } from './password-strength.js';
import './auth.css';

interface PasswordFieldProps {
  readonly label: string;
  readonly name: string;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly value: string;
  readonly change: (value: string) => void;
  readonly autoFocus?: boolean;
}

/** A password, which can be looked at: what can be read needs no typing twice. */
export function PasswordField({ label, name, autoComplete, value, change, autoFocus = false }: PasswordFieldProps) {
  const [shown, show] = useState(false);
  const id = useId();
  return (
    <div className="password">
      <label htmlFor={id}>{label}</label>
      <span className="password-line">
        <input
          id={id}
          name={name}
          type={shown ? 'text' : 'password'}
          autoComplete={autoComplete}
          spellCheck={false}
          autoCapitalize="off"
          autoFocus={autoFocus}
          value={value}
          onChange={({ target }) => change(target.value)}
        />
        <button type="button" className="btn" aria-pressed={shown} aria-label="Show the password" onClick={() => show(!shown)}>
          {shown ? 'Hide' : 'Show'}
        </button>
      </span>
    </div>
  );
}

const LEVEL_WORDS: Readonly<Record<StrengthLevel, string>> = { weak: 'Weak', fair: 'Fair', strong: 'Strong' };
const BARS: Readonly<Record<StrengthLevel, number>> = { weak: 1, fair: 2, strong: 3 };

interface StrengthProps {
  readonly password: string;
  /** What somebody who knows the person tries first. */
  readonly known: readonly string[];
  /** Characters it needs to be taken at all. */
  readonly least: number;
}

/** What a new password is worth, in the words of somebody who wants in. */
export function Strength({ password, known, least }: StrengthProps) {
  const missing = least - [...password].length;
  const { level, seconds, weakest } = passwordStrength(password, known);
  return (
    <p className="strength" role="status">
      {password === '' ? (
        `At least ${least} characters. Several words in a row are long and easy to keep in mind.`
      ) : missing > 0 ? (
        `${missing} more, then it is long enough.`
      ) : (
        <>
          <span className="bars" aria-hidden="true">
            {[1, 2, 3].map((bar) => (
              <i key={bar} className={bar <= BARS[level] ? 'on' : ''} />
            ))}
          </span>
          <b>{LEVEL_WORDS[level]}</b>: somebody who steals the database guesses it {guessedWords({ seconds })}
          {level === 'strong' || weakest === null ? '.' : `, and tries “${weakest}” first.`}
        </>
      )}
    </p>
  );
}
