import type { AwsAccess } from '@weir/aws';
import type { Store } from '@weir/store';
import { actorName } from '../auth/caller.js';
import type { Settings } from '../config/settings.js';
import type { EstateService } from '../estate/estate-service.js';
import type { Log } from '../log.js';
import { RedrivePlanner } from './redrive-planner.js';
import { RedriveService } from './redrive-service.js';

/** Redrives as the api serves them. */
export function redriveService(parts: {
  readonly store: Store;
  readonly estate: EstateService;
  readonly aws: Pick<AwsAccess, 'mover'>;
  readonly settings: Settings;
  readonly log: Log;
}): RedriveService {
  const { estate } = parts;
  const planner = new RedrivePlanner({ ...parts, now: estate.now });
  return new RedriveService({ ...parts, planner, reader: estate.redrives, actor: actorName, now: estate.now });
}
