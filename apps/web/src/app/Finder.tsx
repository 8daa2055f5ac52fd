import { Dialog } from '@base-ui/react/dialog';
import { useNavigate } from '@tanstack/react-router';
import type { Resource } from '@weir/contract';
import { createContext, use, useState } from 'react';
import { useFoundResources } from '../api/queries.js';
import { Glyph } from '../parts/Glyph.js';
import { Icon } from '../parts/Icon.js';
import { Name } from '../parts/Name.js';
import { PAGES } from './pages.js';
import { pageOf, type ResourcePage } from './resource-pages.js';

const FinderContext = createContext<{ readonly open: () => void }>({ open: () => undefined });
export const useFinder = () => use(FinderContext);

interface Option {
  readonly key: string;
  readonly content: React.ReactNode;
  readonly go: () => void;
}

/** Holds the one dialog that finds pages and resources by name. What has no page of its own is shown on the map. */
export function FinderProvider({ children }: { readonly children: React.ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <FinderContext value={{ open: () => setOpen(true) }}>
      {children}
      <Dialog.Root open={open} onOpenChange={setOpen}>
        <Dialog.Portal>
          <Dialog.Backdrop className="backdrop" />
          <Dialog.Popup className="dialog finder" aria-label="Find anything">
            <FinderBody close={() => setOpen(false)} />
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
    </FinderContext>
  );
}

export function FindButton() {
  const { open } = useFinder();
  return (
    <button type="button" className="find" onClick={open}>
      <Icon name="loupe" size={14} />
      <span className="clip">Find anything</span>
      <kbd>/</kbd>
    </button>
  );
}

function FinderBody({ close }: { readonly close: () => void }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const navigate = useNavigate();
  const found = useFoundResources(text);
  const go = (
    target: { to: ResourcePage; params: { id: string } } | { to: '/'; search: { at: string } } | { to: (typeof PAGES)[number]['to'] },
  ) => {
    close();
    void navigate(target);
  };
  const pages = PAGES.filter(({ label }) => label.toLowerCase().includes(text.trim().toLowerCase()));
  const options: readonly Option[] = [
    ...pages.map((page) => ({
      key: page.to,
      content: (
        <>
          <Icon name={page.icon} />
          <span>{page.label}</span>
          <span className="t3">page</span>
        </>
      ),
      go: () => go({ to: page.to }),
    })),
    ...(text.trim() === '' ? [] : (found.data?.items ?? [])).map((resource) => ({
      key: resource.id,
      content: <FoundResource resource={resource} />,
      go: () => {
        const page = pageOf(resource.kind);
        go(page === null ? { to: '/', search: { at: resource.id } } : { to: page, params: { id: resource.id } });
      },
    })),
  ];
  const at = Math.min(chosen, Math.max(0, options.length - 1));
  const move = (by: number) => setChosen((at + by + options.length) % Math.max(1, options.length));
  const pressed = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter') options[at]?.go();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="box">
        <Icon name="loupe" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls="finder-options"
          aria-activedescendant={options[at] === undefined ? undefined : `find-${at}`}
          aria-label="Find a page, a queue, a topic, a rule, a bus, a pipe or a stream by name"
          placeholder="A page, or part of a name"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(0);
          }}
          onKeyDown={pressed}
        />
        <kbd>Esc</kbd>
      </div>
      <div className="options" role="listbox" id="finder-options" aria-label="Found">
        {options.map((option, index) => (
          <div
            key={option.key}
            id={`find-${index}`}
            className="option"
            role="option"
            aria-selected={index === at}
            onPointerMove={() => setChosen(index)}
            onClick={option.go}
          >
            {option.content}
          </div>
        ))}
      </div>
      {options.length === 0 ? (
        <p className="none">
          {found.isError ? found.error.message : found.isFetching ? 'Searching' : `Nothing is named “${text.trim()}”.`}
        </p>
      ) : null}
    </>
  );
}

function FoundResource({ resource }: { readonly resource: Resource }) {
  return (
    <>
      <Glyph state={resource.verdict.state} />
      <Name name={resource.name} />
      <span className="t3">
        {resource.kind === 'queue' ? '' : `${resource.kind} · `}
        {resource.accountName} {resource.region}
      </span>
    </>
  );
}
