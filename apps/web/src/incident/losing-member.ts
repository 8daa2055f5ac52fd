import type { AlarmedResource, IncidentDetail } from '@weir/contract';

/** The resource that loses something first: the one whose alarm counts down to the incident's moment; the root when none does. */
export function losingMember({
  members,
  loss,
  root,
}: Pick<IncidentDetail, 'members' | 'loss' | 'root'>): Pick<AlarmedResource, 'id' | 'name'> {
  const found = members.find(({ alarms }) => alarms.some((alarm) => alarm.loss !== null && alarm.loss.earliestAt === loss?.earliestAt));
  return found?.resource ?? root;
}
