import { Controller } from '@nestjs/common';
import {
  type AlarmList,
  type AlarmPreview,
  type AlarmSettingsList,
  type EffectiveAlarmSettings,
  type IncidentActionAnswer,
  type IncidentDetail,
  type IncidentList,
  routes,
  type Silence,
  type Silences,
} from '@weir/contract';
import { EstateService } from '../estate/estate-service.js';
import { missing, TriageService } from '../triage/triage-service.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { Endpoint, Input, type InputOf } from './endpoint.js';
import { notFound } from './problem-error.js';

@Controller()
export class TriageController {
  constructor(
    private readonly triage: TriageService,
    private readonly estate: EstateService,
  ) {}

  @Endpoint(routes.incidents)
  incidents(@Input(routes.incidents) { query }: InputOf<typeof routes.incidents>): IncidentList {
    const { limit, cursor, ...filter } = query;
    return { ...pageOf(this.triage.list(filter), limit, cursor), counts: this.triage.counts() };
  }

  @Endpoint(routes.incident)
  async incident(@Input(routes.incident) { params }: InputOf<typeof routes.incident>): Promise<IncidentDetail> {
    const detail = await this.triage.detail(params.incident);
    if (detail === null) throw missing(params.incident);
    return detail;
  }

  @Endpoint(routes.incidentAction)
  async act(@Input(routes.incidentAction) { params, body }: InputOf<typeof routes.incidentAction>): Promise<IncidentActionAnswer> {
    return this.triage.act(params.incident, body);
  }

  @Endpoint(routes.alarms)
  async alarms(@Input(routes.alarms) { query }: InputOf<typeof routes.alarms>): Promise<AlarmList> {
    const { limit, cursor, ...asked } = query;
    return pageOf(await this.triage.alarms(asked), limit, cursor);
  }

  @Endpoint(routes.silences)
  silences(@Input(routes.silences) { query }: InputOf<typeof routes.silences>): Silences {
    return { items: [...this.triage.silences(query.ended === 'include')] };
  }

  @Endpoint(routes.addSilence)
  async addSilence(@Input(routes.addSilence) { body }: InputOf<typeof routes.addSilence>): Promise<Silence> {
    return this.triage.addSilence(body);
  }

  @Endpoint(routes.endSilence)
  async endSilence(@Input(routes.endSilence) { params }: InputOf<typeof routes.endSilence>): Promise<Silence> {
    return this.triage.endSilence(params.silence);
  }

  @Endpoint(routes.alarmSettings)
  settings(): AlarmSettingsList {
    return this.triage.settingsList();
  }

  @Endpoint(routes.changeAlarmSettings)
  async changeSettings(
    @Input(routes.changeAlarmSettings) { body }: InputOf<typeof routes.changeAlarmSettings>,
  ): Promise<AlarmSettingsList> {
    return this.triage.changeSettings(body);
  }

  @Endpoint(routes.resourceAlarmSettings)
  settingsOf(@Input(routes.resourceAlarmSettings) { params }: InputOf<typeof routes.resourceAlarmSettings>): EffectiveAlarmSettings {
    const resource = this.estate.resource(params.id);
    if (resource === undefined) throw notFound(`Resource ${params.id}`, 'Take the id from /api/v1/resources.');
    return this.triage.settingsOf(resource);
  }

  @Endpoint(routes.previewAlarms)
  async preview(@Input(routes.previewAlarms) { body }: InputOf<typeof routes.previewAlarms>): Promise<AlarmPreview> {
    return this.triage.preview(body);
  }
}

function pageOf<Item>(all: readonly Item[], limit: number, cursor: string | undefined) {
  const start = cursor === undefined ? 0 : decodeCursor(cursor);
  const items = all.slice(start, start + limit);
  const next = start + items.length;
  return { items, total: all.length, nextCursor: next < all.length ? encodeCursor(next) : null };
}
