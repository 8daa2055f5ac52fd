import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { notificationConfig, weirConfig } from '@weir/contract';
import type { Store } from '@weir/store';
import { DeadLetterService } from './dead-letters/dead-letter-service.js';
import { AccountSight } from './auth/account-sight.js';
import { AnswerInterceptor } from './auth/answer-interceptor.js';
import { AuthGuard } from './auth/auth-guard.js';
import { IdentityService } from './auth/identity-service.js';
import type { Identity } from './auth/identity-parts.js';
import { SignInMethods } from './auth/sign-in-methods.js';
import { TokenService } from './auth/token-service.js';
import { EstateService } from './estate/estate-service.js';
import { EstateShardLookup } from './estate/estate-shard-lookup.js';
import { SeriesReader } from './estate/series-reader.js';
import { AuditService } from './fanout/audit-service.js';
import { FanoutService } from './fanout/fanout-service.js';
import { LedgerService } from './fanout/ledger-service.js';
import { TraceService } from './fanout/trace-service.js';
import { ApiDocumentController } from './http/api-document.controller.js';
import { DeadLetterController } from './http/dead-letter.controller.js';
import { EstateController } from './http/estate.controller.js';
import { FanoutController } from './http/fanout.controller.js';
import { HealthController } from './http/health.controller.js';
import { IdentityController } from './http/identity.controller.js';
import { MatchingController } from './http/matching.controller.js';
import { NotificationController } from './http/notification.controller.js';
import { OIDC_SIGN_IN, OidcController, PUBLIC_URL } from './http/oidc.controller.js';
import { ProblemFilter } from './http/problem-filter.js';
import { RedriveController } from './http/redrive.controller.js';
import { SessionController } from './http/session.controller.js';
import { ShardAdviceController } from './http/shard-advice.controller.js';
import { ShardLookup } from './http/shard-lookup.js';
import { StreamsController } from './http/streams.controller.js';
import { TriageController } from './http/triage.controller.js';
import { LIVE_IDENTITY, LiveGateway } from './live/live-gateway.js';
import { Log } from './log.js';
import { NotificationService } from './notifications/notification-service.js';
import { Readinesses } from './readiness.js';
import { redriveService } from './redrive/open-redrives.js';
import { RedriveReader } from './redrive/redrive-reader.js';
import { RedriveService } from './redrive/redrive-service.js';
import { SelfMetrics } from './self-metrics.js';
import { StreamService } from './streams/stream-service.js';
import { TriageService } from './triage/triage-service.js';

export interface AppParts {
  readonly store: Store;
  readonly estate: EstateService;
  readonly log: Log;
  readonly metrics: SelfMetrics;
  /** Absent: nobody is told of anything. */
  readonly notifications?: NotificationService | undefined;
  /** Absent: nothing is moved. */
  readonly redrives?: RedriveService | undefined;
  /** Absent: nobody can look at messages. */
  readonly deadLetters?: DeadLetterService | undefined;
}

const withoutChannels = (parts: Pick<AppParts, 'store' | 'log'>): NotificationService =>
  new NotificationService({ ...parts, channels: new Map(), config: notificationConfig.parse({}), now: Date.now });

const withoutAws = (parts: Pick<AppParts, 'store' | 'estate' | 'log'>): RedriveService => {
  const mover = () => {
    throw new Error('this process has no AWS to move messages in');
  };
  return redriveService({ ...parts, aws: { mover }, settings: { mode: 'aws', config: weirConfig.parse({}), awsEndpoint: undefined } });
};

const withoutLooks = ({ estate, log }: Pick<AppParts, 'estate' | 'log'>): DeadLetterService =>
  new DeadLetterService({ estate, aws: null, log });

/** The api role: what it serves is built outside of Nest, and only handed in. */
@Module({})
export class AppModule {
  static of({ store, estate, log, metrics, notifications, redrives, deadLetters }: AppParts, identity: Identity): DynamicModule {
    const readiness = new Readinesses({
      pingDatabase: () => store.ping(),
      collector: () => store.collector.status(),
      now: Date.now,
    });
    return {
      module: AppModule,
      controllers: [
        DeadLetterController,
        EstateController,
        FanoutController,
        HealthController,
        ApiDocumentController,
        IdentityController,
        MatchingController,
        NotificationController,
        OidcController,
        RedriveController,
        SessionController,
        ShardAdviceController,
        StreamsController,
        TriageController,
      ],
      providers: [
        { provide: EstateService, useValue: estate },
        { provide: SeriesReader, useValue: new SeriesReader(store) },
        { provide: ShardLookup, useValue: new EstateShardLookup(estate, store) },
        { provide: StreamService, useValue: estate.streams },
        { provide: FanoutService, useValue: estate.fanout },
        { provide: TriageService, useValue: estate.triage },
        { provide: LedgerService, useValue: new LedgerService(store, estate.fanout) },
        { provide: TraceService, useValue: new TraceService(store, estate.fanout) },
        { provide: AuditService, useValue: new AuditService(store, estate.fanout) },
        { provide: NotificationService, useValue: notifications ?? withoutChannels({ store, log }) },
        { provide: RedriveService, useValue: redrives ?? withoutAws({ store, estate, log }) },
        { provide: RedriveReader, useValue: estate.redrives },
        { provide: DeadLetterService, useValue: deadLetters ?? withoutLooks({ estate, log }) },
        { provide: Log, useValue: log },
        { provide: SelfMetrics, useValue: metrics },
        { provide: Readinesses, useValue: readiness },
        { provide: IdentityService, useValue: identity.service },
        { provide: TokenService, useValue: identity.tokens },
        { provide: SignInMethods, useValue: identity.methods },
        { provide: AccountSight, useValue: identity.sight },
        { provide: OIDC_SIGN_IN, useValue: identity.oidc },
        { provide: LIVE_IDENTITY, useValue: identity },
        { provide: PUBLIC_URL, useValue: estate.settings.config.notifications.url ?? null },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
        LiveGateway,
      ],
    };
  }
}
