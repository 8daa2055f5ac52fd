import type { ArchiveBlueprint } from '../../estate/event-blueprint.js';
import type { SimulatedApiDestination } from '../../events/api-destination.js';
import type { SimulatedBus } from '../../events/simulated-bus.js';
import { archiveArn, busArn, connectionArn } from '../../world/arn.js';
import type { Operation } from '../caller.js';
import { optionalText } from '../input.js';
import { busOf, listed, nextToken, notFound, planeOf, required } from './eventbridge-input.js';

const secondsOf = (at: number): number => at / 1000;
const hasPrefix = (name: string, prefix: string | undefined): boolean => prefix === undefined || name.startsWith(prefix);

export const busOperations: Readonly<Record<string, Operation>> = {
  ListEventBuses(call, input) {
    const prefix = optionalText(input, 'NamePrefix');
    const buses = [...planeOf(call).buses.buses.values()].filter(({ place }) => hasPrefix(place.name, prefix));
    const page = listed(call, input, buses, ({ place }) => place.name);
    return { EventBuses: page.items.map(worded), ...nextToken(page) };
  },

  DescribeEventBus(call, input) {
    const bus = busOf(call, input, 'Name');
    const { deadLetterArn } = bus.settings;
    return { ...worded(bus), ...(deadLetterArn !== null && { DeadLetterConfig: { Arn: deadLetterArn } }) };
  },

  ListArchives(call, input) {
    const source = optionalText(input, 'EventSourceArn');
    const prefix = optionalText(input, 'NamePrefix');
    const archives = planeOf(call).buses.archives.filter(
      (archive) => hasPrefix(archive.name, prefix) && (source === undefined || source === sourceOf(archive)),
    );
    const page = listed(call, input, archives, ({ name }) => name);
    return { Archives: page.items.map((archive) => archived(archive, call.world.historyFrom)), ...nextToken(page) };
  },

  DescribeArchive(call, input) {
    const name = required(input, 'ArchiveName');
    const archive = planeOf(call).buses.archives.find((each) => each.name === name);
    if (!archive) throw notFound(`Archive ${name.slice(0, 48)} does not exist.`);
    return {
      ...archived(archive, call.world.historyFrom),
      ArchiveArn: archiveArn(archive),
      Description: '',
      ...(archive.eventPattern !== null && { EventPattern: archive.eventPattern }),
    };
  },

  ListApiDestinations(call, input) {
    const prefix = optionalText(input, 'NamePrefix');
    const connection = optionalText(input, 'ConnectionArn');
    const destinations = [...planeOf(call).buses.apiDestinations.values()].filter(
      ({ blueprint }) =>
        hasPrefix(blueprint.name, prefix) &&
        (connection === undefined || connection === connectionArn({ ...blueprint, name: blueprint.connection })),
    );
    const page = listed(call, input, destinations, ({ blueprint }) => blueprint.name);
    return { ApiDestinations: page.items.map(destined), ...nextToken(page) };
  },

  ListConnections(call, input) {
    const prefix = optionalText(input, 'NamePrefix');
    const connections = planeOf(call).buses.connections.filter(({ name }) => hasPrefix(name, prefix));
    const page = listed(call, input, connections, ({ name }) => name);
    const at = secondsOf(call.world.historyFrom);
    return {
      Connections: page.items.map((connection) => ({
        ConnectionArn: connectionArn(connection),
        Name: connection.name,
        ConnectionState: connection.state,
        AuthorizationType: connection.authorizationType,
        CreationTime: at,
        LastModifiedTime: at,
        LastAuthorizedTime: at,
      })),
      ...nextToken(page),
    };
  },

  ListTagsForResource(call, input) {
    const arn = required(input, 'ResourceARN');
    const buses = [...planeOf(call).buses.buses.values()];
    const tagged =
      buses.find((bus) => bus.arn === arn) ?? buses.flatMap(({ rules }) => [...rules.values()]).find((rule) => rule.arn === arn);
    if (!tagged) throw notFound(`Resource ${arn.slice(0, 256)} does not exist.`);
    return { Tags: [...tagged.tags].map(([Key, Value]) => ({ Key, Value })) };
  },
};

const worded = ({ arn, place, settings }: SimulatedBus): Readonly<Record<string, unknown>> => ({
  Name: place.name,
  Arn: arn,
  ...(settings.description !== '' && { Description: settings.description }),
  ...(settings.policy !== null && { Policy: settings.policy }),
  CreationTime: secondsOf(settings.createdAt),
  LastModifiedTime: secondsOf(settings.modifiedAt),
});

const sourceOf = (archive: ArchiveBlueprint): string => busArn({ ...archive, name: archive.bus });

const archived = (archive: ArchiveBlueprint, createdAt: number): Readonly<Record<string, unknown>> => ({
  ArchiveName: archive.name,
  EventSourceArn: sourceOf(archive),
  State: 'ENABLED',
  RetentionDays: archive.retentionDays,
  SizeBytes: 0,
  EventCount: 0,
  CreationTime: secondsOf(createdAt),
});

const destined = ({ arn, blueprint, createdAt }: SimulatedApiDestination): Readonly<Record<string, unknown>> => ({
  ApiDestinationArn: arn,
  Name: blueprint.name,
  ApiDestinationState: 'ACTIVE',
  ConnectionArn: connectionArn({ ...blueprint, name: blueprint.connection }),
  InvocationEndpoint: blueprint.endpoint,
  HttpMethod: blueprint.method,
  InvocationRateLimitPerSecond: blueprint.perSecond,
  CreationTime: secondsOf(createdAt),
  LastModifiedTime: secondsOf(createdAt),
});
