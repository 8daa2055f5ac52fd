import type { IncidentId, ResourceId } from '@weir/contract';
import type { NotifiedIncident, RoutedIncident } from '@weir/domain';
import type { EstateService } from '../estate/estate-service.js';

/** What ended longer ago than this is not told any more, whatever was missed. */
const ENDED_KEPT_MS = 26 * 3_600_000;

/** Incidents as messages need them, from what the store holds. */
export class IncidentSource {
  constructor(private readonly estate: Pick<EstateService, 'triage' | 'resource' | 'now'>) {}

  /** Open ones, and those that ended not long ago. */
  current(): readonly RoutedIncident[] {
    const { triage } = this.estate;
    const since = this.estate.now() - ENDED_KEPT_MS;
    return triage
      .list({ state: ['open', 'resolved', 'merged'] })
      .filter(({ state, changedAt }) => state === 'open' || changedAt >= since)
      .map((summary) => ({ summary, tags: this.#tagsOf(triage.members(summary.id)) }));
  }

  /** null: there is none of that id. */
  async whole(id: IncidentId): Promise<NotifiedIncident | null> {
    const detail = await this.estate.triage.detail(id);
    return detail === null ? null : { summary: detail, whatBroke: detail.whatBroke, runbooks: detail.runbooks };
  }

  #tagsOf(members: readonly ResourceId[]): RoutedIncident['tags'] {
    return members.flatMap((id) => Object.entries(this.estate.resource(id)?.tags ?? {}).map(([tag, value]) => ({ tag, value })));
  }
}
