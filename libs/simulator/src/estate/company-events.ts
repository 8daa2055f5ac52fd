import type { TrafficSpec } from './blueprint.js';

/** Business events: who listens is in the tables of queues and topics. Rates are the company's at its peak, per second. */
export const EVENTS = {
  OrderPlaced: { peakPerSecond: 40, shape: 'retail', meanBytes: 2_400 },
  OrderReturned: { peakPerSecond: 2.2, shape: 'retail', meanBytes: 1_900 },
  PaymentCaptured: { peakPerSecond: 12, shape: 'retail', meanBytes: 1_100 },
  CartPriced: { peakPerSecond: 31, shape: 'retail', meanBytes: 900 },
  StockCounted: { peakPerSecond: 22, shape: 'office', meanBytes: 600 },
  CampaignSent: { peakPerSecond: 9, shape: 'office', meanBytes: 5_200 },
  MailBounced: { peakPerSecond: 1.1, shape: 'office', meanBytes: 1_400 },
  PartnerTicket: { peakPerSecond: 0.6, shape: 'office', meanBytes: 3_300 },
  PartnerPayment: { peakPerSecond: 1.4, shape: 'retail', meanBytes: 1_700 },
  MediaUploaded: { peakPerSecond: 2.4, shape: 'evening', meanBytes: 1_200 },
  EncodingCompleted: { peakPerSecond: 2.3, shape: 'evening', meanBytes: 2_100 },
  DriverMoved: { peakPerSecond: 140, shape: 'evening', meanBytes: 320 },
  ClickRejected: { peakPerSecond: 1.2, shape: 'retail', meanBytes: 4_100 },
  AlarmRaised: { peakPerSecond: 0.02, shape: 'flat', meanBytes: 900 },
  NightlyOrder: { peakPerSecond: 60, shape: 'nightly', meanBytes: 700 },
} as const satisfies Record<string, Pick<TrafficSpec, 'peakPerSecond' | 'shape' | 'meanBytes'>>;

export type EventName = keyof typeof EVENTS;
