import type { IncidentSummary } from '@weir/contract';

/** Who has an incident, in as few words as a wall has room for: a name, or `nobody`. */
export const wallOwner = ({ assignee, acknowledged }: Pick<IncidentSummary, 'assignee' | 'acknowledged'>): string =>
  assignee ?? acknowledged?.by ?? 'nobody';
