import { Icon } from '../parts/Icon.js';
import { useTypedDraft } from '../parts/use-typed-text.js';
import { parseFilter, wordsOf } from './filter.js';

interface FilterBoxProps {
  readonly text: string;
  readonly change: (text: string) => void;
  readonly label: string;
  /** What can be asked for, as an example. */
  readonly example: string;
}

interface Parts {
  /** Complete words that name a facet, shown as chips. */
  readonly chips: readonly string[];
  /** What is being typed. */
  readonly draft: string;
}

const isChip = (word: string): boolean => parseFilter(word).terms.some(({ facet }) => facet !== 'text');

const PARTS = {
  read: split,
  write: ({ chips, draft }: Parts): string => [...chips, ...(draft.trim() === '' ? [] : [draft.trim()])].join(' '),
};

function split(text: string): Parts {
  const words = wordsOf(text);
  return { chips: words.filter(isChip), draft: words.filter((word) => !isChip(word)).join(' ') };
}

/** One box for everything a list can be narrowed by. Facets become chips once they are complete; names filter while they are typed. */
export function FilterBox({ text, change, label, example }: FilterBoxProps) {
  const [parts, update] = useTypedDraft(text, change, PARTS);
  const typed = (draft: string) => {
    if (!draft.endsWith(' ')) return update({ ...parts, draft });
    const { chips, draft: rest } = split(draft);
    update({ chips: [...parts.chips, ...chips], draft: rest === '' ? '' : `${rest} ` });
  };
  const settle = () => {
    const { chips, draft } = split(parts.draft);
    if (chips.length > 0) update({ chips: [...parts.chips, ...chips], draft });
  };
  const pressed = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') settle();
    else if (event.key === 'Escape') event.currentTarget.blur();
    else if (event.key === 'Backspace' && parts.draft === '' && parts.chips.length > 0) {
      // Taking a chip back puts its text under the cursor, to be changed rather than typed again.
      event.preventDefault();
      update({ chips: parts.chips.slice(0, -1), draft: parts.chips.at(-1) ?? '' });
    }
  };
  const { problems } = parseFilter(parts.draft);
  return (
    <div className="filter" role="search">
      <Icon name="loupe" size={14} />
      {parts.chips.map((chip, index) => (
        <Chip
          key={`${index}${chip}`}
          word={chip}
          remove={() => update({ ...parts, chips: parts.chips.filter((_other, place) => place !== index) })}
        />
      ))}
      <input
        data-filter
        aria-label={label}
        aria-describedby={problems.length === 0 ? undefined : 'filter-problem'}
        placeholder={parts.chips.length === 0 ? example : ''}
        value={parts.draft}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => typed(event.target.value)}
        onBlur={settle}
        onKeyDown={pressed}
      />
      {problems.length === 0 ? (
        <kbd>/</kbd>
      ) : (
        <span className="problem" id="filter-problem">
          {problems[0]}
        </span>
      )}
    </div>
  );
}

function Chip({ word, remove }: { readonly word: string; readonly remove: () => void }) {
  const colon = word.indexOf(':');
  return (
    <span className="chip">
      <i>{word.slice(0, colon)}</i>
      <bdi>{word.slice(colon + 1)}</bdi>
      <button type="button" className="plain" aria-label={`Remove ${word}`} onClick={remove}>
        <Icon name="cross" size={10} />
      </button>
    </span>
  );
}
