export { LogHistogram, type Bin } from './log-histogram.ts';
export { OperationStatistics } from './operation-statistics.ts';
export { waitNames, type ApiTally, type Tally, type TimeRange, type WaitName, type WaitTally } from './tally.ts';
export { TimeBins } from './time-bins.ts';
