import { Controller } from '@nestjs/common';
import { type ChannelList, type ChannelTest, type NotificationList, routes } from '@weir/contract';
import { NotificationService } from '../notifications/notification-service.js';
import { Endpoint, Input, type InputOf } from './endpoint.js';
import { notFound } from './problem-error.js';

@Controller()
export class NotificationController {
  constructor(private readonly notifications: NotificationService) {}

  @Endpoint(routes.channels)
  async channels(): Promise<ChannelList> {
    return this.notifications.channels();
  }

  @Endpoint(routes.testChannel)
  async test(@Input(routes.testChannel) { params }: InputOf<typeof routes.testChannel>): Promise<ChannelTest> {
    const test = await this.notifications.test(params.name);
    if (test === null) throw notFound(`Channel ${params.name}`, 'Take a name from /api/v1/channels; channels are set in weir.yaml.');
    return test;
  }

  @Endpoint(routes.notifications)
  async log(@Input(routes.notifications) { query }: InputOf<typeof routes.notifications>): Promise<NotificationList> {
    const { cursor: before, state: states, ...asked } = query;
    return this.notifications.log({ ...asked, states, before });
  }
}
