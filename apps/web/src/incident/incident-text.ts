import type { IncidentDetail } from '@weir/contract';
import { ageSeconds, fullDateTime, timePassed, visibleText, zoneName, type Zone } from '../format/index.js';
import { leftWords, ownerWords, reachWords } from '../incidents/incident-words.js';

/** An incident as plain text, for a chat or a ticket: times absolute, because it is read later. */
export function incidentText(incident: IncidentDetail, now: number, zone: Zone, address: string): string {
  const { id, severity, severityBecause, title, root, since, loss, whatBroke, suggestions, timeline, fix } = incident;
  const at = (moment: number) => fullDateTime(moment, zone);
  const lines = [
    `${id} · SEV ${severity} · ${title}`,
    address,
    '',
    `Since ${at(since)} ${zoneName(zone)}, for ${timePassed(ageSeconds(since, incident.resolvedAt ?? now))}. ${whatBroke}`,
    `Severity: ${severityBecause}`,
    ...(loss === null || incident.state !== 'open' ? [] : [`First loss: ${at(loss.earliestAt)}, ${leftWords(loss, now)} left`]),
    `Where: ${root.name}, ${root.accountName} ${root.region}; ${reachWords(incident)}`,
    `Owner: ${ownerWords(incident)}`,
    ...(fix === null ? [] : [`Fixed by: ${fix}`]),
    ...(suggestions.length === 0
      ? []
      : ['', 'Do next:', ...suggestions.map(({ title: what, detail }, index) => `${index + 1}. ${what}. ${detail}`)]),
    ...(timeline.length === 0
      ? []
      : [
          '',
          'Timeline:',
          ...timeline.map(
            ({ at: when, text, by, note }) =>
              `${at(when)}  ${text}${by === null ? '' : ` (${by})`}${note === null ? '' : `: ${note.replaceAll('\n', ' ')}`}`,
          ),
        ]),
  ];
  return lines.map(visibleText).join('\n');
}
