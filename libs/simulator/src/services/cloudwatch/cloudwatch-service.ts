import type { Operation } from '../caller.js';
import { getMetricData } from './get-metric-data.js';
import { listMetrics } from './list-metrics.js';

/** CloudWatch, as far as Weir asks it. Input and output are the members of AWS JSON 1.0. */
export const cloudwatchService: Readonly<Record<string, Operation>> = { GetMetricData: getMetricData, ListMetrics: listMetrics };
