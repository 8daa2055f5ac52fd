import type { Resource } from '@weir/contract';
import { useId, useState } from 'react';
import { useFoundResources } from '../api/queries.js';
import { visibleText } from '../format/index.js';
import { placeOf } from '../parts/place-of.js';

interface ResourcePickerProps {
  readonly label: string;
  readonly choose: (id: Resource['id'] | undefined) => void;
}

/** What tells a resource from all others in a list of names. */
const nameIn = (resource: Resource, all: readonly Resource[]): string =>
  all.filter(({ name }) => name === resource.name).length > 1 ? `${resource.name} (${placeOf(resource)})` : resource.name;

/** A resource by its name, from those found while typing. */
export function ResourcePicker({ label, choose }: ResourcePickerProps) {
  const list = useId();
  const [text, setText] = useState('');
  const { data } = useFoundResources(text);
  const found = data?.items ?? [];
  const typed = (next: string) => {
    setText(next);
    choose(found.find((resource) => nameIn(resource, found) === next)?.id);
  };
  // The names may come after the typing.
  const settle = () => choose(found.find((resource) => nameIn(resource, found) === text)?.id);
  return (
    <label>
      {label}
      <input
        list={list}
        value={text}
        placeholder="name"
        autoComplete="off"
        onChange={({ target }) => typed(target.value)}
        onBlur={settle}
      />
      <datalist id={list}>
        {found.map((resource) => (
          <option key={resource.id} value={nameIn(resource, found)}>
            {visibleText(`${resource.kind}, ${placeOf(resource)}`)}
          </option>
        ))}
      </datalist>
    </label>
  );
}
