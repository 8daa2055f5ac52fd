import type { NotificationRoute, RouteHours } from '@weir/contract';
import { timePassed } from '../format/index.js';

const ALL_DAYS = 7;

/** What a route brings to a channel, in a line: `severity 1, 2 · system orders* · mon to fri 08:00–17:00 Europe/Stockholm`. */
export function routeWords(route: NotificationRoute, channel: string): string {
  const { severities, systems, accounts, tags, hours, escalate } = route;
  const words = [
    ...(severities === undefined ? [] : [`severity ${severities.join(', ')}`]),
    ...(systems === undefined ? [] : [`system ${systems.join(', ')}`]),
    ...(accounts === undefined ? [] : [`account ${accounts.join(', ')}`]),
    ...(tags === undefined ? [] : [tags.map(({ tag, value }) => `tag ${tag} = ${value}`).join(' or ')]),
    ...(hours === undefined ? [] : [hourWords(hours)]),
    ...(escalate?.to.includes(channel) === true && !route.channels.includes(channel)
      ? [`when nobody acknowledges for ${timePassed(escalate.afterSeconds)}`]
      : []),
  ];
  return words.length === 0 ? 'every incident' : words.join(' · ');
}

function hourWords({ days, from, to, timeZone, except }: RouteHours): string {
  const when = `${days.length === ALL_DAYS ? '' : `${days.join(' ')} `}${from === to ? 'around the clock' : `${from}–${to}`}`;
  return `${except ? 'outside of ' : ''}${when} ${timeZone}`;
}
