import { Controller, Get, Header, Res } from '@nestjs/common';
import { type Liveness, type Readiness, routes } from '@weir/contract';
import type { Response } from 'express';
import { Permits } from '../auth/auth-guard.js';
import { Readinesses } from '../readiness.js';
import { SelfMetrics } from '../self-metrics.js';
import { VERSION } from '../version.js';
import { Endpoint } from './endpoint.js';

@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readinesses,
    private readonly metrics: SelfMetrics,
  ) {}

  @Endpoint(routes.live)
  live(): Liveness {
    return { status: 'ok', version: VERSION, uptimeSeconds: Math.floor(process.uptime()) };
  }

  @Endpoint(routes.ready)
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const answer = await this.readiness.check();
    if (answer.status !== 'ready') response.status(503);
    return answer;
  }

  @Get('/metrics')
  @Permits('view')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  async prometheus(): Promise<string> {
    return this.metrics.text();
  }
}
