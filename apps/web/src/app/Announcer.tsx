import type { Resource } from '@weir/contract';
import { announcementOf, statesOf, type States } from './announcement.js';
import { useAnnouncement } from './use-announcement.js';

type Announced = readonly Pick<Resource, 'id' | 'name' | 'verdict'>[];

const changesOf = (told: States, resources: Announced): string | null => announcementOf(told, statesOf(resources));

/** Tells verdict changes of the resources on the page to people who listen instead of looking. */
export function Announcer({ resources }: { readonly resources: Announced }) {
  return (
    <div className="sr" aria-live="polite">
      {useAnnouncement(resources, statesOf, changesOf)}
    </div>
  );
}
